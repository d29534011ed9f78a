@echo off
rem Installs selfeval-xl for this user: with the Python in this folder, or else with a 64-bit Python 3.11
rem to 3.13 at hand. install.py does the rest.
rem ASCII only: cmd.exe reads this file in whatever code page it happens to be in. Python speaks the Chinese; what has
rem to be said without it stands in the folder texts, as UTF-16, which "type" shows right in every code page.
rem "install.cmd /quiet" does not wait for a key at the end, and opens no window.
setlocal EnableExtensions DisableDelayedExpansion
title selfeval-xl
set "QUIET=%~1"
rem No program of the folder that this happens to be started in: cmd.exe would look there first.
set "NoDefaultCurrentDirectoryInExePath=1"
set "FOUND=%~dp0python\python.exe"
if exist "%~dp0python\" goto :own

rem The Python install manager must not fetch a Python unasked.
set "PYTHON_MANAGER_AUTOMATIC_INSTALL=false"
set "FOUND="
set "WHERE=import sys;print(sys.executable)"
set "CHECK=import sys,sysconfig;v=sys.version_info[:2];sys.exit(not((3,11)<=v<=(3,13) and sysconfig.get_platform()=='win-amd64' and 'WindowsApps' not in sys.base_prefix))"

rem 1. The launcher. 2. The search path. 3. The registry. 4. The usual folders.
for %%V in (3.13 3.12 3.11) do call :launcher %%V
for /f "delims=" %%P in ('where $PATH:python.exe 2^>nul') do set "CANDIDATE=%%P" & call :try
for %%V in (3.13 3.12 3.11) do call :registry HKCU %%V & call :registry HKLM %%V
for %%V in (313 312 311) do call :folders %%V
if defined FOUND goto :run
call :say no-python
goto :failed

:own
"%FOUND%" -I -B -c "import ctypes" >nul 2>nul
if %errorlevel%==0 goto :run
call :say blocked
goto :failed

:run
rem In the folder for other machines the installer lies beside this file, in a checkout it lies in the package.
set "INSTALLER=%~dp0install.py"
if not exist "%INSTALLER%" set "INSTALLER=%~dp0..\selfeval_xl\install\bootstrap.py"
"%FOUND%" -I -B "%INSTALLER%" "%~dp0."
set "RESULT=%errorlevel%"
if /i not "%QUIET%"=="/quiet" pause
exit /b %RESULT%

:failed
if /i not "%QUIET%"=="/quiet" pause
exit /b 2

:say
set "TEXT=%~dp0texts\%1.txt"
if exist "%TEXT%" type "%TEXT%"
if exist "%TEXT%" if /i not "%QUIET%"=="/quiet" start "" notepad.exe "%TEXT%"
if exist "%TEXT%" exit /b 0
echo selfeval-xl: %1
for %%F in ("%~dp0*.txt") do if /i not "%%~nxF"=="SHA256SUMS.txt" start "" notepad.exe "%%~fF"
exit /b 0

:launcher
for /f "delims=" %%P in ('py -%1 -I -c "%WHERE%" 2^>nul') do set "CANDIDATE=%%P" & call :try
exit /b 0

:registry
set "KEY=%1\Software\Python\PythonCore\%2\InstallPath"
for /f "tokens=1,2,*" %%A in ('reg query "%KEY%" /v ExecutablePath 2^>nul') do if /i "%%A"=="ExecutablePath" set "CANDIDATE=%%C" & call :try
exit /b 0

:folders
set "CANDIDATE=%LOCALAPPDATA%\Programs\Python\Python%1\python.exe"
call :try
set "CANDIDATE=%ProgramFiles%\Python%1\python.exe"
call :try
exit /b 0

:try
if defined FOUND exit /b 0
if not exist "%CANDIDATE%" exit /b 0
"%CANDIDATE%" -I -c "%CHECK%" >nul 2>nul
if %errorlevel%==0 set "FOUND=%CANDIDATE%"
exit /b 0
