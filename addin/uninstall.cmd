@echo off
rem Removes the Excel add-in and the program's own Python environment of this user, and nothing else.
rem ASCII only, see install.cmd. "uninstall.cmd /quiet" does not wait for a key at the end.
setlocal EnableExtensions DisableDelayedExpansion
title selfeval-xl
rem No program of the folder that this happens to be started in: cmd.exe would look there first.
set "NoDefaultCurrentDirectoryInExePath=1"
if not defined LOCALAPPDATA exit /b 2
set "FOLDER=%LOCALAPPDATA%\selfeval-xl"
set "PYTHON=%FOLDER%\venv\Scripts\python.exe"
if not exist "%PYTHON%" goto :sweep
"%PYTHON%" -I -m selfeval_xl uninstall
if not %errorlevel%==0 goto :failed

:sweep
rem This file may lie in the folder that goes away: do not stay in it, and read all that follows at once. A virus
rem scanner may still look at the files just deleted, hence the second try.
cd /d "%TEMP%"
(
    if exist "%FOLDER%" rd /s /q "%FOLDER%" 2>nul
    if exist "%FOLDER%" ping -n 4 127.0.0.1 >nul
    if exist "%FOLDER%" rd /s /q "%FOLDER%"
    if exist "%FOLDER%" echo Some files are still in use. Please close Excel and run this file again: "%FOLDER%"
    if not exist "%FOLDER%" echo Nothing of selfeval-xl is left for this user.
    if /i not "%~1"=="/quiet" pause
    if exist "%FOLDER%" exit /b 2
    exit /b 0
)

:failed
if /i not "%~1"=="/quiet" pause
exit /b 2
