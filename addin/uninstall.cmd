@echo off
rem Removes the Excel add-in and the program's own Python of this user, and nothing else.
rem ASCII only, see install.cmd. "uninstall.cmd /quiet" does not wait for a key at the end.
setlocal EnableExtensions DisableDelayedExpansion
title selfeval-xl
set "QUIET=%~1"
rem No program of the folder that this happens to be started in: cmd.exe would look there first.
set "NoDefaultCurrentDirectoryInExePath=1"
if not defined LOCALAPPDATA exit /b 2
set "FOLDER=%LOCALAPPDATA%\selfeval-xl"
rem The installed one, that of the folder this lies in, what a broken installation left, an earlier version's.
set "PYTHON="
for %%P in ("%FOLDER%\python" "%~dp0python" "%FOLDER%\python.old" "%FOLDER%\venv\Scripts") do if not defined PYTHON if exist "%%~P\python.exe" set "PYTHON=%%~P\python.exe"
rem The texts may lie in the folder that goes away.
set "TEXTS=%TEMP%\selfeval-xl-%RANDOM%"
md "%TEXTS%" 2>nul
copy /y "%~dp0texts\*.txt" "%TEXTS%" >nul 2>nul
if not defined PYTHON goto :sweep
"%PYTHON%" -I -B -m selfeval_xl uninstall
if not %errorlevel%==0 goto :failed

:sweep
rem This file may lie in the folder that goes away: do not stay in it, and read all that follows at once. A virus
rem scanner may still look at the files just deleted, hence the second try.
cd /d "%TEMP%"
(
    if exist "%FOLDER%" rd /s /q "%FOLDER%" 2>nul
    if exist "%FOLDER%" ping -n 4 127.0.0.1 >nul
    if exist "%FOLDER%" rd /s /q "%FOLDER%"
    if exist "%FOLDER%" type "%TEXTS%\in-use.txt" 2>nul
    if not exist "%FOLDER%" type "%TEXTS%\removed.txt" 2>nul
    rd /s /q "%TEXTS%" 2>nul
    if /i not "%QUIET%"=="/quiet" pause
    if exist "%FOLDER%" exit /b 2
    exit /b 0
)

:failed
rem A Python that runs has said why.
"%PYTHON%" -I -B -c "import selfeval_xl" >nul 2>nul
if not %errorlevel%==0 type "%TEXTS%\not-removed.txt" 2>nul
rd /s /q "%TEXTS%" 2>nul
if /i not "%QUIET%"=="/quiet" pause
exit /b 2
