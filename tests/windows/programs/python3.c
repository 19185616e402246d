/* python3.dll, for packages that run on several versions of Python: see the list of its exports. */
int __stdcall start(void *self, unsigned reason, void *reserved) { return 1; }
