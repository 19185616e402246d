/* hold.exe FILE SHARE: keeps FILE open, as Excel (1: others may read) or a virus scanner (0: nobody
   may) does, until its own input ends. */
#include <stdio.h>
#include <windows.h>

int wmain(int count, wchar_t **arguments) {
    HANDLE file = CreateFileW(arguments[1], GENERIC_READ | GENERIC_WRITE, _wtoi(arguments[2]), NULL,
                              OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return 1;
    puts("held");
    fflush(stdout);
    while (getchar() != EOF) {
    }
    return 0;
}
