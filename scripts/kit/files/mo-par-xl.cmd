@echo off
rem A command prompt in which par-xl is known. Only this window's PATH is set.
title par_xl
rem No par-xl.bat that lies in a folder with forms is started in its place.
set "NoDefaultCurrentDirectoryInExePath=1"
set "PATH=%~dp0;%PATH%"
cd /d "%USERPROFILE%"
chcp 65001 >nul
type "%~dp0loi-nhan\mo.txt"
"%SystemRoot%\System32\cmd.exe" /k
