/* python.exe and pythonw.exe: all that they do is in the DLL. */
#include <stdlib.h>
#include <windows.h>

__declspec(dllimport) int Py_Main(int, wchar_t **);

int wmain(int count, wchar_t **arguments) { return Py_Main(count, arguments); }

int WINAPI wWinMain(HINSTANCE self, HINSTANCE none, LPWSTR line, int show) {
    return Py_Main(__argc, __wargv);
}
