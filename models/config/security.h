#pragma once

#include <string>

namespace checkwatch::config {

/// A secret: never printed, never compared by accident, wiped when destroyed.
class Secret
{
public:
    Secret() = default;
    explicit Secret(std::string value) : m_value(std::move(value)) {}
    Secret(const Secret&) = default;
    Secret(Secret&&) noexcept = default;
    Secret& operator=(const Secret&) = default;
    Secret& operator=(Secret&&) noexcept = default;
    ~Secret();
    [[nodiscard]] bool empty() const noexcept { return m_value.empty(); }
    /// Only for the place that sends it.
    [[nodiscard]] const std::string& reveal() const noexcept { return m_value; }
    bool operator==(const Secret&) const = default;

private:
    std::string m_value;
};

struct BasicAuth
{
    std::string username;
    Secret password;
    std::string passwordFile;
    bool operator==(const BasicAuth&) const = default;
};

struct Authorization
{
    std::string type = "Bearer";
    Secret credentials;
    std::string credentialsFile;
    bool operator==(const Authorization&) const = default;
};

struct TlsConfig
{
    std::string caFile;
    std::string certFile;
    std::string keyFile;
    std::string serverName;
    bool insecureSkipVerify = false;
    bool operator==(const TlsConfig&) const = default;
};

} // namespace checkwatch::config
