#pragma once

#include <cassert>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

/// Errors are values. No exception crosses a function boundary of this project; exceptions of libraries stop in the file
/// that calls them.
namespace checkwatch::base {

/// What kind of thing went wrong: a closed set, for code. People read Error::message.
enum class ErrorCode : std::uint8_t {
    BadInput,    ///< text or bytes that do not follow their format
    NotFound,    ///< a file, name or address that is not there
    Refused,     ///< permission, authentication, certificate
    Timeout,     ///< a deadline passed
    Network,     ///< connection failed or broke
    Limit,       ///< a configured or built-in limit was reached
    Unsupported, ///< well formed, but not available here; the message names it
    Canceled,    ///< the caller withdrew the request
    Internal,    ///< a defect of this program
};

/// An error: what happened, and where (file, URL, or position inside the input).
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    std::string message;     ///< one line of plain text: what went wrong and, where it helps, what to do
    std::string where{};     ///< file path or URL, empty where the caller knows it
    std::int64_t line = 0;   ///< 1-based, 0 = not known
    std::int64_t column = 0; ///< 1-based, 0 = not known

    /// "where:line:column: message", leaving out what is not known.
    [[nodiscard]] std::string text() const;

    bool operator==(const Error&) const = default;
};

/// A value or an Error. Ignoring one is a warning, and so an error in CI.
template <typename T>
class [[nodiscard]] Result
{
public:
    using value_type = T;

    Result(T value) : m_content(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_content(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool ok() const noexcept { return m_content.index() == 0; }
    explicit operator bool() const noexcept { return ok(); }

    /// REQUIRES: ok().
    [[nodiscard]] T& value() &
    {
        assert(ok());
        return *std::get_if<0>(&m_content);
    }
    [[nodiscard]] const T& value() const&
    {
        assert(ok());
        return *std::get_if<0>(&m_content);
    }
    [[nodiscard]] T&& value() &&
    {
        assert(ok());
        return std::move(*std::get_if<0>(&m_content));
    }
    [[nodiscard]] T& operator*() & { return value(); }
    [[nodiscard]] const T& operator*() const& { return value(); }
    [[nodiscard]] T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    /// REQUIRES: !ok().
    [[nodiscard]] const Error& error() const&
    {
        assert(!ok());
        return *std::get_if<1>(&m_content);
    }
    [[nodiscard]] Error&& error() &&
    {
        assert(!ok());
        return std::move(*std::get_if<1>(&m_content));
    }

private:
    std::variant<T, Error> m_content;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)), m_ok(false) {}

    [[nodiscard]] bool ok() const noexcept { return m_ok; }
    explicit operator bool() const noexcept { return m_ok; }
    [[nodiscard]] const Error& error() const
    {
        assert(!m_ok);
        return m_error;
    }

private:
    Error m_error;
    bool m_ok = true;
};

} // namespace checkwatch::base
