/* Leaves a line in the file that TRAP names: run as a program, or loaded as a library. */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

static void spring(const char *what) {
    FILE *file = fopen(getenv("TRAP"), "a");
    fprintf(file, "%s\n", what);
    fclose(file);
}

int main(int count, char **arguments) {
    spring(arguments[0]);
    return 0;
}

BOOL WINAPI DllMain(HINSTANCE library, DWORD reason, LPVOID reserved) {
    if (reason == DLL_PROCESS_ATTACH) {
        char name[MAX_PATH];
        GetModuleFileNameA(library, name, sizeof name);
        spring(name);
    }
    return TRUE;
}
