#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace checkwatch::config {

/// What was found while reading one file: errors, notices, and where secrets stand in the open. One thread.
class Problems
{
public:
    /// "line 12: message"; line 0 = no place.
    void error(int line, const std::string& message) { m_errors.emplace_back(line, at(line) + message); }
    void notice(int line, const std::string& message) { m_notices.push_back(at(line) + message); }
    void openSecret(int line, const std::string& field) { m_openSecrets.emplace_back(line, field); }

    /// Aliases let a small file unfold to anything: counts what is read, false once it is too much.
    [[nodiscard]] bool spend() noexcept { return m_budget > 0 && --m_budget > 0; }
    [[nodiscard]] bool spent() const noexcept { return m_budget == 0; }

    [[nodiscard]] const std::vector<std::pair<int, std::string>>& errors() const noexcept { return m_errors; }
    [[nodiscard]] const std::vector<std::string>& notices() const noexcept { return m_notices; }
    [[nodiscard]] const std::vector<std::pair<int, std::string>>& openSecrets() const noexcept { return m_openSecrets; }

    [[nodiscard]] static std::string at(int line) { return line > 0 ? "line " + std::to_string(line) + ": " : ""; }

private:
    std::vector<std::pair<int, std::string>> m_errors;
    std::vector<std::string> m_notices;
    std::vector<std::pair<int, std::string>> m_openSecrets;
    std::size_t m_budget = 2'000'000;
};

} // namespace checkwatch::config
