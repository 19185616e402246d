@echo off
rem Installs par_xl for the user who runs it: no administrator, no internet.
rem ASCII only, whatever the code page is: what has accents lies in noi-dung\loi-nhan.
rem It looks for a Python that suits; noi-dung\cai_dat.py does the rest.
setlocal EnableExtensions DisableDelayedExpansion
title par_xl
rem Nothing that lies in the current folder under the name of a program is started.
set "NoDefaultCurrentDirectoryInExePath=1"
rem Python's install manager looks for nothing on the internet.
set "PYTHON_MANAGER_AUTOMATIC_INSTALL=false"
set "PYEXE="
set "PYARG="
set "RESULT=1"

rem Opened inside the zip, Windows unpacks this file alone.
if not exist "%~dp0noi-dung\cai_dat.py" goto packed
if not exist "%~dp0noi-dung\bo-cai.json" goto packed
rem A folder of the network gets a letter. (Where it succeeds, errorlevel stays what it was.)
pushd "%~dp0noi-dung" || goto away

for %%V in (@PYTHONS@) do if not defined PYEXE py -%%V -I cai_dat.py --xem <nul >nul 2>nul && set "PYEXE=py" && set "PYARG=-%%V"
for %%V in (@PYTHONS@) do if not defined PYEXE if exist "%LOCALAPPDATA%\Python\pythoncore-%%V-64\python.exe" "%LOCALAPPDATA%\Python\pythoncore-%%V-64\python.exe" -I cai_dat.py --xem <nul >nul 2>nul && set "PYEXE=%LOCALAPPDATA%\Python\pythoncore-%%V-64\python.exe"
for %%V in (@FOLDERS@) do for %%D in ("%LOCALAPPDATA%\Programs\Python" "%ProgramFiles%" "%ProgramW6432%" "%SystemDrive%") do if not defined PYEXE if exist "%%~D\Python%%V\python.exe" "%%~D\Python%%V\python.exe" -I cai_dat.py --xem <nul >nul 2>nul && set "PYEXE=%%~D\Python%%V\python.exe"
if not defined PYEXE python -I cai_dat.py --xem <nul >nul 2>nul && set "PYEXE=python"
if not defined PYEXE goto missing

"%PYEXE%" %PYARG% -I cai_dat.py %*
set "RESULT=%errorlevel%"
popd
goto end

:missing
chcp 65001 >nul
type loi-nhan\thieu-python.txt
popd
goto end

:packed
echo.
echo Hay giai nen truoc: bam chuot phai vao tep zip, chon Extract All (Giai nen tat ca),
echo roi mo thu muc vua giai nen va bam dup cai-dat.cmd trong do.
echo.
goto end

:away
echo.
echo Khong mo duoc thu muc cua bo cai. Hay chep ca thu muc vao may nay, vi du ra Desktop,
echo roi bam dup cai-dat.cmd trong do.
echo.

:end
pause
exit /b %RESULT%
