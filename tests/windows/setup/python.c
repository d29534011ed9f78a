/* python.exe and pythonw.exe for a python3XX.dll that came without: what CPython's own Programs/python.c does. */
#define WIN32_LEAN_AND_MEAN
#include <stdlib.h>
#include <windows.h>

__declspec(dllimport) int Py_Main(int, wchar_t **);

#ifdef WINDOWED
int WINAPI wWinMain(HINSTANCE self, HINSTANCE before, LPWSTR line, int show) { return Py_Main(__argc, __wargv); }
#else
int wmain(int count, wchar_t **words) { return Py_Main(count, words); }
#endif
