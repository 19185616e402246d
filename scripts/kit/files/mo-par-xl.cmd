@echo off
rem A command prompt in which par-xl is known. Only this window's PATH is set.
title par_xl
set "PATH=%~dp0;%PATH%"
cd /d "%USERPROFILE%"
chcp 65001 >nul
type "%~dp0loi-nhan\mo.txt"
cmd /k
