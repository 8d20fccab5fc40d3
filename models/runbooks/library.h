#pragma once

#include "models/runbooks/runbook.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace checkwatch::runbooks {

/// All runbooks by alert name. Later folders win over earlier ones and over the built-in set.
class Library
{
public:
    void add(std::string alertName, Runbook book);
    /// The runbook of an alert; null where there is none.
    [[nodiscard]] std::shared_ptr<const Runbook> find(std::string_view alertName) const;
    /// All of them, by the alert's name.
    [[nodiscard]] const std::map<std::string, std::shared_ptr<const Runbook>, std::less<>>& books() const noexcept
    {
        return m_books;
    }
    [[nodiscard]] std::size_t size() const noexcept { return m_books.size(); }

private:
    std::map<std::string, std::shared_ptr<const Runbook>, std::less<>> m_books;
};

} // namespace checkwatch::runbooks
