#include "ui/workstation/headerbar.h"

#include "ui/common/text.h"
#include "ui/servers/filteredit.h"
#include "ui/workstation/badgelabel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QResizeEvent>

namespace checkwatch::workstation {

using common::Badge;
using common::BadgeStyle;
using common::Glyph;
using common::Role;

namespace {

struct RangeChoice
{
    int minutes;
    const char* words;
};
constexpr std::array ranges{RangeChoice{5, "Last 5 min"}, RangeChoice{15, "Last 15 min"},
                            RangeChoice{30, "Last 30 min"}, RangeChoice{60, "Last 1 h"}, RangeChoice{120, "Last 2 h"}};

struct GroupChoice
{
    items::Grouping grouping;
    const char* words;
};
constexpr std::array groupings{
    GroupChoice{items::Grouping::None, "Group: none"}, GroupChoice{items::Grouping::Backend, "Group: backend"},
    GroupChoice{items::Grouping::Exporter, "Group: exporter"}, GroupChoice{items::Grouping::Server, "Group: server"}};

/// Old data is never healthy: what was DOWN or firing is told as long as nobody knows better.
QString wasWords(const FleetTotals& totals)
{
    QStringList was;
    if (totals.wasDown > 0)
        was += QStringLiteral("%1 DOWN").arg(totals.wasDown);
    if (totals.wasFiring > 0)
        was += QStringLiteral("%1 firing").arg(totals.wasFiring);
    return was.isEmpty() ? QString() : QStringLiteral(" · was: ") + was.join(QStringLiteral(", "));
}

} // namespace

HeaderBar::HeaderBar(QWidget* parent)
    : QWidget(parent), m_freshness(new BadgeLabel(this)), m_range(new QComboBox(this)), m_grouping(new QComboBox(this)),
      m_filter(new servers::FilterEdit(this)), m_counted(new common::PlainLabel(this)),
      m_counts{{{nullptr, "state:down"},
                {nullptr, "alert:firing"},
                {nullptr, "alert:pending"},
                {nullptr, "is:stale"},
                {nullptr, "is:out"},
                {nullptr, "is:unchecked,unverified"},
                {nullptr, "is:up"}}}
{
    for (const RangeChoice& choice : ranges)
        m_range->addItem(QString::fromLatin1(choice.words), choice.minutes);
    for (const GroupChoice& choice : groupings)
        m_grouping->addItem(QString::fromLatin1(choice.words), static_cast<int>(choice.grouping));
    setRange(std::chrono::minutes{30});
    m_range->setAccessibleName(QStringLiteral("Time range"));
    m_grouping->setAccessibleName(QStringLiteral("Grouping"));
    m_filter->setAccessibleName(QStringLiteral("Filter"));
    m_filter->setMinimumWidth(160);
    m_filter->setMaximumWidth(420);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 8, 10, 8);
    layout->setSpacing(8);
    layout->addWidget(m_freshness);
    layout->addWidget(m_range);
    layout->addWidget(m_grouping);
    layout->addWidget(m_filter, 3);
    layout->addStretch(1);
    layout->addWidget(m_counted);
    m_counted->setPlain(QStringLiteral("Servers"));
    m_counted->setInk(Role::Muted);
    addCounts();
    connect(m_range, &QComboBox::activated, this, [this] { Q_EMIT rangeChosen(range()); });
    connect(m_grouping, &QComboBox::activated, this, [this] { Q_EMIT groupingChosen(grouping()); });
    connect(m_freshness, &BadgeLabel::clicked, this, [this] { m_filter->setFilterText(QStringLiteral("is:stale")); });
}

void HeaderBar::addCounts()
{
    for (Count& count : m_counts) {
        count.label = new BadgeLabel(this);
        layout()->addWidget(count.label);
        connect(count.label, &BadgeLabel::clicked, this,
                [this, filter = QString::fromLatin1(count.filter)] { m_filter->setFilterText(filter); });
    }
}

void HeaderBar::resizeEvent(QResizeEvent* event)
{
    constexpr int roomy = 1200;
    m_counted->setVisible(event->size().width() >= roomy); // else the tooltips of the chips say it alone
    QWidget::resizeEvent(event);
}

base::Duration HeaderBar::range() const
{
    return std::chrono::minutes{m_range->currentData().toInt()};
}

QString HeaderBar::rangeWords() const
{
    return m_range->currentText();
}

void HeaderBar::setRange(base::Duration range)
{
    const int index = m_range->findData(static_cast<int>(range.count() / 60'000));
    if (index >= 0)
        m_range->setCurrentIndex(index);
}

items::Grouping HeaderBar::grouping() const
{
    return static_cast<items::Grouping>(m_grouping->currentData().toInt());
}

void HeaderBar::setGrouping(items::Grouping grouping)
{
    const int index = m_grouping->findData(static_cast<int>(grouping));
    if (index >= 0)
        m_grouping->setCurrentIndex(index);
}

void HeaderBar::setCount(std::size_t index, std::uint32_t count, const QString& words, const Badge& badge)
{
    Badge shown = badge;
    shown.text = QStringLiteral("%1 %2").arg(count).arg(words);
    m_counts[index].label->setBadge(shown);
    m_counts[index].label->setVisible(count > 0);
    common::setPlainToolTip(m_counts[index].label, QStringLiteral("%1 servers: show only these").arg(shown.text));
}

void HeaderBar::setSnapshot(const fleet::SnapshotPtr& snapshot, base::Timestamp now)
{
    m_filter->setSnapshot(snapshot);
    const FleetTotals totals = totalsOf(*snapshot);
    setCount(0, totals.down, QStringLiteral("DOWN"), {{}, Glyph::Cross, Role::Down, Role::OnDown, BadgeStyle::Filled});
    setCount(1, totals.firing, QStringLiteral("firing"),
             {{}, Glyph::Triangle, Role::Firing, Role::OnFiring, BadgeStyle::Filled});
    setCount(2, totals.pending, QStringLiteral("pending"),
             {{}, Glyph::Progress, Role::PendingText, Role::Text, BadgeStyle::Outlined});
    const QString was = wasWords(totals);
    setCount(3, totals.stale, QStringLiteral("stale") + was,
             {{}, Glyph::Stale, was.isEmpty() ? Role::Muted : Role::DownText, Role::Text, BadgeStyle::Dashed});
    setCount(4, totals.out, QStringLiteral("out of rotation"),
             {{}, Glyph::Out, Role::OutText, Role::Text, BadgeStyle::Outlined});
    setCount(5, totals.unchecked, QStringLiteral("unchecked"),
             {{}, Glyph::Dotted, Role::Muted, Role::Text, BadgeStyle::Outlined});
    setCount(6, totals.up, QStringLiteral("up"), {{}, Glyph::None, Role::Muted, Role::Text, BadgeStyle::Outlined});
    setNow(*snapshot, now);
}

void HeaderBar::setNow(const fleet::Snapshot& snapshot, base::Timestamp now)
{
    const FreshnessWords words = freshnessOf(snapshot, now);
    m_freshness->setBadge({words.text, words.fresh ? Glyph::None : Glyph::Stale,
                           words.fresh ? Role::Muted : Role::PendingText, Role::Text, BadgeStyle::Outlined});
    common::setPlainToolTip(m_freshness, words.firstError.isEmpty() ? words.text : words.firstError);
}

} // namespace checkwatch::workstation
