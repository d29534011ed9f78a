@echo off
rem File mode: scores the workbooks dropped onto this file, or sent to it from Explorer's menu. In the folder for other
rem machines it works without anything being installed.
rem ASCII only, see install.cmd. Explorer leaves paths with "&" unquoted, so that %1 would be torn apart: the whole
rem command line goes to Python as it is, and the hard "exit" keeps cmd.exe from running what comes after the "&".
setlocal EnableExtensions EnableDelayedExpansion
set "SELFEVAL_COMMAND=!CMDCMDLINE!"
setlocal DisableDelayedExpansion
title selfeval-xl
rem No program of the folder that this happens to be started in: cmd.exe would look there first.
set "NoDefaultCurrentDirectoryInExePath=1"
rem The Python beside this file, the installed one, an earlier version's.
set "OURS=%LOCALAPPDATA%\selfeval-xl"
set "PYTHON=%~dp0python\python.exe"
if not exist "%PYTHON%" set "PYTHON=%OURS%\python\python.exe"
if not exist "%PYTHON%" set "PYTHON=%OURS%\venv\Scripts\python.exe"
if not exist "%PYTHON%" goto :missing
"%PYTHON%" -I -m selfeval_xl.install.drag_drop
pause
exit

:missing
set "TEXT=%~dp0texts\not-installed.txt"
if not exist "%TEXT%" echo selfeval-xl is not installed for this user. Please run install.cmd first.
if exist "%TEXT%" type "%TEXT%"
if exist "%TEXT%" start "" notepad.exe "%TEXT%"
pause
exit
