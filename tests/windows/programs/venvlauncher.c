/* What venv puts into Scripts: starts the Python that pyvenv.cfg calls its home, and ends with it. */
#include <stdio.h>
#include <windows.h>

#define LONGEST 32768

static wchar_t self[LONGEST], folder[LONGEST], config[LONGEST], program[LONGEST];

static BOOL WINAPI leave_it_to_python(DWORD event) { return TRUE; }

/* The value of "home = C:\Python311", in UTF-8, as program and file name. */
static int find_python(void) {
    char line[LONGEST];
    FILE *file = _wfopen(config, L"r");
    while (file && fgets(line, sizeof line, file)) {
        if (strncmp(line, "home = ", 7) == 0) {
            line[strcspn(line, "\r\n")] = 0;
            MultiByteToWideChar(CP_UTF8, 0, line + 7, -1, program, LONGEST);
            wcscat(program, wcsrchr(self, L'\\'));
            return 1;
        }
    }
    return 0;
}

int wmain(void) {
    STARTUPINFOW how;
    PROCESS_INFORMATION python;
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    HANDLE job = CreateJobObjectW(NULL, NULL);
    DWORD status = 1;

    GetModuleFileNameW(NULL, self, LONGEST);
    wcscpy(folder, self);
    *wcsrchr(folder, L'\\') = 0; /* …\Scripts */
    *wcsrchr(folder, L'\\') = 0;
    swprintf(config, LONGEST, L"%ls\\pyvenv.cfg", folder);
    if (!find_python()) return 106;
    SetEnvironmentVariableW(L"__PYVENV_LAUNCHER__", self);
    limits.BasicLimitInformation.LimitFlags =
        JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK;
    SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
    SetConsoleCtrlHandler(leave_it_to_python, TRUE);
    GetStartupInfoW(&how);
    if (!CreateProcessW(program, GetCommandLineW(), NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, NULL,
                        &how, &python))
        return 101;
    AssignProcessToJobObject(job, python.hProcess);
    ResumeThread(python.hThread);
    WaitForSingleObject(python.hProcess, INFINITE);
    GetExitCodeProcess(python.hProcess, &status);
    return (int)status;
}

int WINAPI wWinMain(HINSTANCE none, HINSTANCE nothing, LPWSTR line, int show) { return wmain(); }
