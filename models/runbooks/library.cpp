#include "models/runbooks/library.h"

namespace checkwatch::runbooks {

void Library::add(std::string alertName, Runbook book)
{
    m_books.insert_or_assign(std::move(alertName), std::make_shared<const Runbook>(std::move(book)));
}

std::shared_ptr<const Runbook> Library::find(std::string_view alertName) const
{
    const auto it = m_books.find(alertName);
    return it == m_books.end() ? nullptr : it->second;
}

} // namespace checkwatch::runbooks
