#include "ui/replay/striprange.h"

#include <algorithm>

namespace checkwatch::replay {

namespace {
constexpr base::Duration shortest{10'000};
}

void StripRange::setBounds(base::Timestamp from, base::Timestamp to)
{
    const bool all = whole();
    m_first = from;
    m_last = std::max(to, from + base::Duration{1});
    if (all)
        showAll();
    else
        set(m_from, length());
}

void StripRange::zoom(double factor, base::Timestamp anchor)
{
    const base::Duration all = m_last - m_first;
    const base::Duration least = std::min(shortest, all);
    const auto wanted = static_cast<double>(length().count()) * factor;
    const base::Duration next{static_cast<std::int64_t>(
        std::clamp(wanted, static_cast<double>(least.count()), static_cast<double>(all.count())))};
    const double left = static_cast<double>((anchor - m_from).count()) / static_cast<double>(length().count());
    set(anchor - base::Duration{static_cast<std::int64_t>(left * static_cast<double>(next.count()))}, next);
}

void StripRange::pan(base::Duration by)
{
    set(m_from + by, length());
}

void StripRange::showAll()
{
    m_from = m_first;
    m_to = m_last;
}

void StripRange::reveal(base::Timestamp time)
{
    if (time < m_from)
        set(time - length() / 10, length());
    else if (time > m_to)
        set(time - length() * 9 / 10, length());
}

void StripRange::set(base::Timestamp from, base::Duration length)
{
    const base::Duration held = std::min(length, m_last - m_first);
    m_from = std::clamp(from, m_first, m_last - held);
    m_to = m_from + held;
}

} // namespace checkwatch::replay
