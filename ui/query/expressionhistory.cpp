#include "ui/query/expressionhistory.h"

namespace checkwatch::query {

void ExpressionHistory::add(const QString& expression)
{
    m_all.removeAll(expression);
    m_all.prepend(expression);
    while (m_all.size() > atMost)
        m_all.removeLast();
    leave();
}

void ExpressionHistory::set(const QStringList& expressions)
{
    m_all.clear();
    for (auto at = expressions.rbegin(); at != expressions.rend(); ++at) {
        if (!at->trimmed().isEmpty())
            add(*at);
    }
}

QString ExpressionHistory::older(const QString& current)
{
    if (m_at < 0)
        m_draft = current;
    const int next = m_at < 0 && !m_all.isEmpty() && m_all.front() == current ? 1 : m_at + 1;
    if (next >= m_all.size())
        return {};
    m_at = next;
    return m_all.at(m_at);
}

QString ExpressionHistory::newer()
{
    if (m_at < 0)
        return {};
    --m_at;
    return m_at < 0 ? m_draft : m_all.at(m_at);
}

} // namespace checkwatch::query
