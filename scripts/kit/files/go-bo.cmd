@echo off
rem Takes par_xl out again, for the user who runs it: the tab in Excel first, then the program.
rem ASCII only, whatever the code page is: what has accents lies in loi-nhan.
setlocal EnableExtensions DisableDelayedExpansion
title par_xl
set "NoDefaultCurrentDirectoryInExePath=1"
chcp 65001 >nul
rem It lies in the folder of the program, and in the kit.
set "GOC=%~dp0"
set "LOI=%~dp0loi-nhan\"
if exist "%~dp0noi-dung\loi-nhan\" set "LOI=%~dp0noi-dung\loi-nhan\"
if exist "%GOC%par-xl.cmd" goto found
if not defined LOCALAPPDATA goto none
set "GOC=%LOCALAPPDATA%\par_xl\"
if exist "%GOC%par-xl.cmd" goto found
rem What an installation that was cut off left.
if exist "%GOC%chuong-trinh\" goto program

:none
if exist "%LOI%khong-thay.txt" type "%LOI%khong-thay.txt"
pause
exit /b 1

:found
rem A folder in which somebody stands cannot be removed.
cd /d "%SystemRoot%"
rem Not "if errorlevel 1": what crashes ends below 0.
call "%GOC%par-xl.cmd" --version >nul 2>nul
if not "%errorlevel%"=="0" goto byhand
call "%GOC%par-xl.cmd" addin uninstall
if not "%errorlevel%"=="0" goto held
goto program

:byhand
rem The Python that par_xl runs on is gone: then Excel cannot use the tab either.
if not defined APPDATA goto program
if not exist "%APPDATA%\Microsoft\Excel\XLSTART\par_xl.xlam" goto program
del /q "%APPDATA%\Microsoft\Excel\XLSTART\par_xl.xlam"
if exist "%APPDATA%\Microsoft\Excel\XLSTART\par_xl.xlam" goto held

:program
rem A folder in which a program runs cannot be renamed: so nothing is taken from under it.
if exist "%GOC%dang-xoa\" rmdir /s /q "%GOC%dang-xoa"
if exist "%GOC%chuong-trinh\" ren "%GOC%chuong-trinh" dang-xoa
if exist "%GOC%chuong-trinh\" goto held
if exist "%GOC%dang-xoa\" rmdir /s /q "%GOC%dang-xoa"
if exist "%LOI%da-go.txt" type "%LOI%da-go.txt"
pause
del /q "%GOC%par-xl.cmd" "%GOC%mo-par-xl.cmd" "%GOC%cai-dat.log" 2>nul
rmdir /s /q "%GOC%loi-nhan" 2>nul
rem The one line in which this file may vanish: (goto) without a label ends it before. With it ends
rem setlocal, which brings back the folder that cmd stood in: so that is left once more.
(goto) 2>nul & cd /d "%SystemRoot%" & del /q "%GOC%go-bo.cmd" 2>nul & rmdir "%GOC%." 2>nul
exit /b 0

:held
if exist "%LOI%dang-dung.txt" type "%LOI%dang-dung.txt"
pause
exit /b 1
