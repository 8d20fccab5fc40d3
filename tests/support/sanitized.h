#pragma once

#ifndef __has_feature // clang's way to ask
#define CHECKWATCH_HAS_FEATURE(x) 0
#else
#define CHECKWATCH_HAS_FEATURE(x) __has_feature(x)
#endif

namespace checkwatch::support {

/// A sanitizer looks on: everything takes several times as long, and memory is not what it was.
inline constexpr bool sanitized = CHECKWATCH_HAS_FEATURE(address_sanitizer) || CHECKWATCH_HAS_FEATURE(thread_sanitizer);

} // namespace checkwatch::support
