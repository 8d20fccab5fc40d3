#include "ui/replay/replaybanner.h"

#include "ui/common/font.h"
#include "ui/common/glyphs.h"
#include "ui/common/text.h"
#include "ui/replay/recordingwords.h"
#include "ui/replay/replayactions.h"
#include "ui/replay/timewords.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

#include <algorithm>
#include <array>

namespace checkwatch::replay {

using common::PlainLabel;
using common::Role;
using session::Replay;

namespace {

constexpr std::array speeds{1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600};
constexpr int usualSpeed = 60;
constexpr int factsRoom = 360; ///< what a long file name gets before buttons that can be spared

/// The word that cannot be missed.
class ReplayBadge final : public QWidget
{
public:
    explicit ReplayBadge(QWidget* parent) : QWidget(parent)
    {
        setFont(common::bold(common::scaled(font(), 1.1)));
        setFixedSize(common::badgeSize(badge(), font()).toSize() + QSize(4, 4));
        setAccessibleName(QStringLiteral("REPLAY: this is not now"));
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setFont(font());
        common::paintBadge(painter, rect(), badge(), common::currentTheme());
    }

private:
    static common::Badge badge()
    {
        return {QStringLiteral("REPLAY"), common::Glyph::None, Role::Pending, Role::OnPending,
                common::BadgeStyle::Filled};
    }
};

} // namespace

ReplayBanner::ReplayBanner(ReplayActions& actions, QWidget* parent)
    : QWidget(parent), m_facts(new PlainLabel(this, PlainLabel::Fit::Elide)), m_time(new PlainLabel(this)),
      m_speed(new QComboBox(this)), m_rules(new QComboBox(this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(18, 7, 18, 8);
    layout->setSpacing(8);
    layout->addWidget(new ReplayBadge(this));
    m_facts->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    layout->addWidget(m_facts);
    addButton(actions.previous, layout);
    addButton(actions.play, layout);
    addButton(actions.next, layout);
    addSpeeds(layout);
    m_time->setFont(common::bold(common::scaled(font(), 1.45)));
    layout->addWidget(m_time);
    addButton(actions.goTo, layout);
    layout->addStretch(1);
    addRules(layout);
    addButton(actions.note, layout);
    for (QAction* const action : {actions.backtest, actions.report})
        m_spare.push_back(addButton(action, layout));
    m_live = addButton(actions.live, layout);
    m_live->hide();
}

QToolButton* ReplayBanner::addButton(QAction* action, QHBoxLayout* layout)
{
    auto* button = new QToolButton(this);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setFocusPolicy(Qt::TabFocus);
    layout->addWidget(button);
    return button;
}

void ReplayBanner::addSpeeds(QHBoxLayout* layout)
{
    for (const int speed : speeds)
        m_speed->addItem(QStringLiteral("%1×").arg(speed), speed);
    m_speed->setCurrentIndex(m_speed->findData(usualSpeed));
    m_speed->setMaxVisibleItems(static_cast<int>(speeds.size()));
    m_speed->setAccessibleName(QStringLiteral("Speed"));
    common::setPlainToolTip(m_speed, QStringLiteral("How much faster than it happened"));
    connect(m_speed, &QComboBox::activated, this, [this] { Q_EMIT speedChosen(speed()); });
    layout->addWidget(m_speed);
}

void ReplayBanner::addRules(QHBoxLayout* layout)
{
    m_rules->addItem(QStringLiteral("Rules as then"), static_cast<int>(Replay::Rules::AsThen));
    m_rules->addItem(QStringLiteral("Rules as now"), static_cast<int>(Replay::Rules::AsNow));
    m_rules->setAccessibleName(QStringLiteral("Which rules"));
    common::setPlainToolTip(m_rules,
                            QStringLiteral("The rules as they were when this was recorded, or as they are configured "
                                           "here now"));
    connect(m_rules, &QComboBox::activated, this,
            [this] { Q_EMIT rulesChosen(static_cast<Replay::Rules>(m_rules->currentData().toInt())); });
    layout->addWidget(m_rules);
}

void ReplayBanner::setFacts(const session::RecordingFacts& facts)
{
    m_facts->setPlain(headWords(facts));
    showWhatFits();
}

void ReplayBanner::setTime(base::Timestamp time, common::Zone zone)
{
    m_time->setPlain(momentWords(time, zone));
    common::setPlainToolTip(
        m_time, QStringLiteral("%1\n%2").arg(common::stamp(time, zone)).arg(base::unixSeconds(time), 0, 'f', 3));
}

double ReplayBanner::speed() const
{
    return m_speed->currentData().toDouble();
}

void ReplayBanner::setSpeed(int speed)
{
    const auto* const next = std::ranges::lower_bound(speeds, speed);
    m_speed->setCurrentIndex(std::min(static_cast<int>(next - speeds.begin()), m_speed->count() - 1));
}

void ReplayBanner::changeSpeed(int by)
{
    m_speed->setCurrentIndex(std::clamp(m_speed->currentIndex() + by, 0, m_speed->count() - 1));
    Q_EMIT speedChosen(speed());
}

void ReplayBanner::setRules(Replay::Rules rules)
{
    m_rules->setCurrentIndex(m_rules->findData(static_cast<int>(rules)));
}

void ReplayBanner::offerLive(bool offered)
{
    m_live->setVisible(offered);
    showWhatFits();
}

void ReplayBanner::showWhatFits()
{
    int spare = 0;
    for (const QToolButton* button : m_spare)
        spare += button->sizeHint().width() + layout()->spacing();
    const int shown = m_spare.front()->isHidden() ? 0 : spare;
    const int needed = layout()->totalMinimumSize().width() - shown;
    setMinimumWidth(needed); // without them: a window can become narrow again
    const int facts = std::min(m_facts->sizeHint().width(), factsRoom) - m_facts->minimumSizeHint().width();
    for (QToolButton* button : m_spare)
        button->setVisible(width() >= needed + facts + spare);
}

void ReplayBanner::resizeEvent(QResizeEvent*)
{
    showWhatFits();
}

void ReplayBanner::paintEvent(QPaintEvent*)
{
    const common::Theme& theme = common::currentTheme();
    QPainter painter(this);
    painter.fillRect(rect(), theme[Role::Replay]);
    painter.fillRect(0, height() - 2, width(), 2, theme[Role::Pending]);
}

} // namespace checkwatch::replay
