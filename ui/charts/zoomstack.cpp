#include "ui/charts/zoomstack.h"

#include <QAction>

#include <algorithm>

namespace checkwatch::charts {

namespace {
constexpr base::Duration leastPast{300'000};
constexpr base::Duration shortest{5'000};
constexpr base::Duration longest{7 * 86'400'000LL};
constexpr std::size_t pastKept = 50;
} // namespace

ZoomStack::ZoomStack(QObject* parent)
    : QObject(parent), m_back(new QAction(QStringLiteral("Zoom back"), this)),
      m_follow(new QAction(QStringLiteral("Follow now"), this)), m_in(new QAction(QStringLiteral("Zoom in"), this)),
      m_out(new QAction(QStringLiteral("Zoom out"), this))
{
    connect(m_back, &QAction::triggered, this, &ZoomStack::back);
    connect(m_follow, &QAction::triggered, this, &ZoomStack::follow);
    connect(m_in, &QAction::triggered, this, [this] { zoom(0.5, m_range.from + (m_range.to - m_range.from) / 2); });
    connect(m_out, &QAction::triggered, this, [this] { zoom(2, m_range.from + (m_range.to - m_range.from) / 2); });
    updateActions();
}

void ZoomStack::setLength(base::Duration length)
{
    m_length = std::clamp(length, shortest, longest);
    m_past.clear();
    set(newest(), true);
}

bool ZoomStack::setNow(base::Timestamp now)
{
    m_now = now;
    return m_following && set(newest(), true);
}

void ZoomStack::setEarliest(base::Timestamp earliest)
{
    m_earliest = earliest;
}

ZoomStack::Range ZoomStack::newest() const
{
    const base::Timestamp wanted = m_now - m_length;
    // With little past yet, an almost empty chart would show it as a sliver.
    const base::Timestamp useful = std::min(m_earliest, m_now - std::min(m_length, leastPast));
    return {std::max(wanted, useful), m_now};
}

void ZoomStack::zoom(double factor, base::Timestamp anchor)
{
    const base::Duration width = m_range.to - m_range.from;
    const base::Duration wanted{static_cast<std::int64_t>(static_cast<double>(width.count()) * factor)};
    const base::Duration next = std::clamp(wanted, shortest, longest);
    if (next == width || width.count() <= 0)
        return;
    remember();
    const double left = static_cast<double>((anchor - m_range.from).count()) / static_cast<double>(width.count());
    const base::Timestamp from
        = anchor - base::Duration{static_cast<std::int64_t>(left * static_cast<double>(next.count()))};
    set({from, from + next}, false);
}

void ZoomStack::pan(base::Duration by, bool first)
{
    if (by.count() == 0)
        return;
    if (first)
        remember();
    set({m_range.from + by, m_range.to + by}, false);
}

void ZoomStack::back()
{
    if (m_past.empty())
        return;
    const State state = m_past.back();
    m_past.pop_back();
    set(state.following ? newest() : state.range, state.following);
}

void ZoomStack::follow()
{
    m_past.clear();
    set(newest(), true);
}

void ZoomStack::remember()
{
    m_past.push_back({m_range, m_following});
    if (m_past.size() > pastKept)
        m_past.erase(m_past.begin());
}

bool ZoomStack::set(Range range, bool following)
{
    const bool changed = range != m_range || following != m_following;
    m_range = range;
    m_following = following;
    updateActions();
    if (changed)
        Q_EMIT rangeChanged();
    return changed;
}

void ZoomStack::updateActions()
{
    m_back->setEnabled(!m_past.empty());
    m_follow->setEnabled(!m_following);
}

} // namespace checkwatch::charts
