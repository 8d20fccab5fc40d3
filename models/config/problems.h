#pragma once

#include <algorithm>
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

    /// For a part that may be left out: what is found there goes into the result, until demote(). Both have one budget,
    /// so nothing else is read meanwhile.
    [[nodiscard]] Problems inner() const
    {
        Problems out;
        out.m_budget = m_budget;
        return out;
    }
    /// Takes what inner() gave: its errors are notices here, the first ten, each with what that means. True where it has none.
    bool demote(const Problems& inner, const std::string& meaning)
    {
        m_budget = inner.m_budget;
        m_notices.insert(m_notices.end(), inner.m_notices.begin(), inner.m_notices.end());
        constexpr std::size_t most = 10;
        for (std::size_t i = 0; i < std::min(inner.m_errors.size(), most); ++i) {
            m_notices.push_back(inner.m_errors[i].second + ": " + meaning);
        }
        m_openSecrets.insert(m_openSecrets.end(), inner.m_openSecrets.begin(), inner.m_openSecrets.end());
        return inner.m_errors.empty();
    }

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
