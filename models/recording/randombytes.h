#pragma once

#include <cstdint>
#include <random>
#include <string>

namespace checkwatch::recording {

/// From the system's source of randomness: for the number of a recording.
[[nodiscard]] inline std::uint64_t randomNumber()
{
    std::random_device device;
    return static_cast<std::uint64_t>(device()) << 32U | device();
}

/// A key that nobody can guess.
[[nodiscard]] inline std::string randomKey()
{
    std::string key;
    for (int i = 0; i < 4; ++i) {
        const std::uint64_t number = randomNumber();
        for (unsigned byte = 0; byte < sizeof(number); ++byte) {
            key += static_cast<char>(number >> (8 * byte));
        }
    }
    return key;
}

} // namespace checkwatch::recording
