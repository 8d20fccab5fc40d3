#pragma once

#include <string>
#include <vector>

/// Reading the recorded expositions of ../shared/data/captures (CHECKWATCH_SHARED says where shared is).
namespace checkwatch::support {

/// The folder of the captures; "" where it is not there.
[[nodiscard]] std::string capturesFolder();
/// Every *.prom and *.prom.gz below capturesFolder(), sorted.
[[nodiscard]] std::vector<std::string> expositions();
/// The bytes of a file, inflated where its name ends in .gz; "" where it cannot be read.
[[nodiscard]] std::string readBody(const std::string& path);
/// The body as a later scrape would bring it: about one in five of the numbers of its lines is another.
/// The same seed makes the same body.
[[nodiscard]] std::string laterBody(const std::string& body, unsigned seed);

} // namespace checkwatch::support
