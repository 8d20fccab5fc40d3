#include "models/recording/partfile.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

namespace checkwatch::recording {

void removePart(const std::string& part)
{
    for (const char* const suffix : {"", "-wal", "-shm", "-journal"}) {
        ::unlink((part + suffix).c_str());
    }
}

base::Result<void> makeWhole(const std::string& out, Unfinished unfinished,
                             const std::function<base::Result<void>(const std::string& part)>& write)
{
    struct stat info = {};
    if (::lstat(out.c_str(), &info) == 0) {
        return base::Error{base::ErrorCode::Refused, "there is such a file already; nothing was written", out};
    }
    const std::string part = out + ".part";
    if (unfinished == Unfinished::Remove) {
        removePart(part);
    }
    auto written = write(part);
    if (written && std::rename(part.c_str(), out.c_str()) != 0) {
        written = base::Error{base::ErrorCode::Refused,
                              std::string("cannot give the file its name: ") + std::strerror(errno), out};
    }
    if (!written && unfinished == Unfinished::Remove) {
        removePart(part);
    }
    return written;
}

} // namespace checkwatch::recording
