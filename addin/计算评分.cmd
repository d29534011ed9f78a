@echo off
rem File mode: scores the workbooks dropped onto this file, or sent to it from Explorer's menu.
rem ASCII only, see install.cmd. Explorer leaves paths with "&" unquoted, so that %1 would be torn apart: the whole
rem command line goes to Python as it is, and the hard "exit" keeps cmd.exe from running what comes after the "&".
setlocal EnableExtensions EnableDelayedExpansion
set "SELFEVAL_COMMAND=!CMDCMDLINE!"
setlocal DisableDelayedExpansion
title selfeval-xl
rem No program of the folder that this happens to be started in: cmd.exe would look there first.
set "NoDefaultCurrentDirectoryInExePath=1"
set "PYTHON=%LOCALAPPDATA%\selfeval-xl\venv\Scripts\python.exe"
if not exist "%PYTHON%" goto :missing
"%PYTHON%" -I -m selfeval_xl.install.drag_drop
pause
exit

:missing
echo selfeval-xl is not installed for this user yet. Please run install.cmd first.
for %%F in ("%~dp0*.txt") do if /i not "%%~nxF"=="SHA256SUMS.txt" start "" notepad.exe "%%~fF"
pause
exit
