#include "tests/support/expositions.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <random>

namespace checkwatch::support {

std::string capturesFolder()
{
    const char* const shared = std::getenv("CHECKWATCH_SHARED");
    const char* const source = std::getenv("CHECKWATCH_SOURCE");
    const std::filesystem::path base = shared != nullptr
        ? std::filesystem::path(shared)
        : std::filesystem::path(source != nullptr ? source : ".") / ".." / "shared";
    const std::filesystem::path path = base / "data" / "captures";
    std::error_code code;
    return std::filesystem::is_directory(path, code) ? path.string() : std::string();
}

std::vector<std::string> expositions()
{
    std::vector<std::string> paths;
    if (capturesFolder().empty()) {
        return paths;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(capturesFolder())) {
        const std::string path = entry.path().string();
        if (path.ends_with(".prom") || path.ends_with(".prom.gz")) {
            paths.push_back(path);
        }
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

std::string readBody(const std::string& path)
{
    std::string out;
    gzFile file = gzopen(path.c_str(), "rb"); // reads plain files as they are
    if (file == nullptr) {
        return out;
    }
    std::array<char, 65536> buffer{};
    for (int got = 0; (got = gzread(file, buffer.data(), buffer.size())) > 0;) {
        out.append(buffer.data(), static_cast<std::size_t>(got));
    }
    gzclose(file);
    return out;
}

std::string laterBody(const std::string& body, unsigned seed)
{
    std::mt19937 random(seed);
    std::string out;
    std::size_t at = 0;
    while (at < body.size()) {
        const std::size_t end = std::min(body.find('\n', at), body.size());
        const std::size_t blank = body.rfind(' ', end);
        if (body[at] != '#' && blank != std::string::npos && blank > at && random() % 5 == 0) {
            out.append(body, at, blank + 1 - at).append(std::to_string(random() % 100'000));
        } else {
            out.append(body, at, end - at);
        }
        out += '\n';
        at = end + 1;
    }
    return out;
}

} // namespace checkwatch::support
