/* Wine 8 has no bcryptprimitives.dll, which the standard library of Rust (calamine) asks for random bytes. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG); /* RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T left) {
    while (left) {
        ULONG piece = left > 0x10000000 ? 0x10000000 : (ULONG)left;
        if (!SystemFunction036(data, piece)) return FALSE;
        data += piece;
        left -= piece;
    }
    return TRUE;
}
