#include "ui/workstation/timelineview.h"

#include "models/fleet/silence.h"
#include "ui/common/font.h"
#include "ui/common/statewords.h"
#include "ui/common/text.h"

#include <QAbstractItemDelegate>
#include <QHelpEvent>
#include <QPainter>

namespace checkwatch::workstation {

using common::display;
using common::Glyph;
using common::Role;
using fleet::EventKind;

namespace {

QString alertAbout(const fleet::Event& event, const common::ExporterNames& names)
{
    const QString subject = names.subjectOf(event);
    return display(event.name, 80) + (subject.isEmpty() ? QString() : QStringLiteral(" · ") + subject);
}

/// "resolved" is said of what fired; of what was only ever pending, that it ended.
QString endWords(const fleet::Event& event, const QString& fired)
{
    return event.fired ? fired : QStringLiteral("ended before it fired: ");
}

EventText serverText(const fleet::Event& event, const common::ExporterNames& names)
{
    const auto shown
        = static_cast<fleet::Shown>(std::min<std::uint8_t>(event.shown, static_cast<std::uint8_t>(fleet::Shown::Up)));
    return {
        common::glyphFor(shown), common::textRole(shown),
        QStringLiteral("%1: %2 → %3").arg(names.subjectOf(event), display(event.before, 40), display(event.after, 40)),
        display(event.detail)};
}

EventText logText(const fleet::Event& event, const common::ExporterNames& names)
{
    const QString subject = names.subjectOf(event);
    return {Glyph::None, Role::Muted,
            subject.isEmpty() ? QStringLiteral("log")
                              : QStringLiteral("%1, log: %2").arg(subject, display(event.after)),
            display(event.detail)};
}

/// What it is about is in its matchers, which may be about more than is shown here.
EventText silenceText(const fleet::Event& event)
{
    const fleet::Silence silence = fleet::silenceOf(event).value_or(fleet::Silence{});
    const QString what = !silence.isKnown()          ? QStringLiteral("silence by %1 not known any more: ")
        : event.after == fleet::silencestep::ended   ? QStringLiteral("silence by %1 ended: ")
        : event.after == fleet::silencestep::unasked ? QStringLiteral("silence by %1 not asked for any more: ")
        : event.after == fleet::silencestep::expired ? QStringLiteral("silence by %1 ran out: ")
                                                     : QStringLiteral("silenced by %1: ");
    return {Glyph::None, Role::Muted, what.arg(display(silence.createdBy, 40)) + display(event.before, 200),
            display(silence.comment)};
}

} // namespace

EventText textOf(const fleet::Event& event, const common::ExporterNames& names)
{
    switch (event.kind) {
    case EventKind::ServerState: return serverText(event, names);
    case EventKind::AlertPending:
        return {Glyph::Progress, Role::PendingText, QStringLiteral("pending: ") + alertAbout(event, names),
                display(event.detail)};
    case EventKind::AlertFiring:
        return {Glyph::Triangle, Role::FiringText, QStringLiteral("firing: ") + alertAbout(event, names),
                display(event.detail)};
    case EventKind::AlertResolved:
        return {Glyph::Hollow, Role::Muted, endWords(event, QStringLiteral("resolved: ")) + alertAbout(event, names),
                display(event.detail)};
    case EventKind::AlertClearedDown:
        return {Glyph::Cross, Role::DownText, QStringLiteral("cleared, server is DOWN: ") + alertAbout(event, names),
                display(event.detail)};
    case EventKind::AlertUnknown:
        return {Glyph::Stale, Role::Muted, QStringLiteral("unknown: ") + alertAbout(event, names),
                display(event.detail)};
    case EventKind::TargetDown:
        return {Glyph::Stale, Role::PendingText, display(event.instance, 80) + QStringLiteral(" does not answer"),
                display(event.detail)};
    case EventKind::TargetUp:
        return {Glyph::None, Role::Muted, display(event.instance, 80) + QStringLiteral(" answers"),
                display(event.detail)};
    case EventKind::TargetReloaded:
        return {Glyph::None, Role::Muted, display(event.instance, 80) + QStringLiteral(": HAProxy reloaded"),
                display(event.detail)};
    case EventKind::Clock:
        return {Glyph::None, Role::PendingText, QStringLiteral("the clock was set"), display(event.detail)};
    case EventKind::Configuration:
        return {Glyph::None, Role::Muted, QStringLiteral("configuration"), display(event.detail)};
    case EventKind::LogLine: return logText(event, names);
    case EventKind::RunbookStep:
        return {Glyph::None, Role::Muted,
                QStringLiteral("step %1: ").arg(display(event.after)) + alertAbout(event, names),
                display(event.detail)};
    case EventKind::Acknowledged:
        return {Glyph::None, Role::Muted,
                QStringLiteral("acknowledged by %1: ").arg(display(event.detail, 40))
                    + (event.name.empty() ? names.subjectOf(event) : alertAbout(event, names)),
                QString()};
    case EventKind::Silenced: return silenceText(event);
    case EventKind::Alertmanager:
        return {event.after == "up" ? Glyph::None : Glyph::Stale, Role::Muted,
                QStringLiteral("Alertmanager %1 %2")
                    .arg(display(event.instance, 80),
                         event.after == "up" ? QStringLiteral("answers") : QStringLiteral("does not answer")),
                display(event.detail)};
    }
    return {};
}

QString spokenOf(const fleet::Event& event, const common::ExporterNames& names, common::Zone zone)
{
    const EventText text = textOf(event, names);
    return common::clockTime(event.time, zone) + QLatin1Char(' ') + text.what + QLatin1Char(' ') + text.detail;
}

QString tipOf(const fleet::Event& event, const common::ExporterNames& names, common::Zone zone)
{
    const EventText text = textOf(event, names);
    return common::stamp(event.time, zone) + QLatin1Char('\n') + text.what + QLatin1Char('\n') + text.detail;
}

/// One line each: time, glyph, words.
class EventDelegate final : public QAbstractItemDelegate
{
public:
    EventDelegate(const items::EventListModel& model, QObject* parent) : QAbstractItemDelegate(parent), m_model(model)
    {
    }

    void setZone(common::Zone zone) { m_zone = zone; }
    [[nodiscard]] common::ExporterNames& names() { return m_names; }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {100, option.fontMetrics.height() + 10};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const fleet::Event* event = m_model.eventAt(index.row());
        if (event == nullptr)
            return;
        const common::Theme& theme = common::currentTheme();
        const EventText text = textOf(*event, m_names);
        painter->save();
        painter->setClipRect(option.rect, Qt::IntersectClip); // a name may carry marks that rise
        if ((option.state & QStyle::State_Selected) != 0)
            painter->fillRect(option.rect, theme[Role::Selected]);
        const QFontMetrics metrics = option.fontMetrics;
        QRect line = option.rect.adjusted(12, 0, -12, 0);
        painter->setFont(option.font);
        painter->setPen(theme[Role::Muted]);
        painter->drawText(line, Qt::AlignVCenter | Qt::TextSingleLine, common::clockTime(event->time, m_zone));
        line.setLeft(line.left() + metrics.horizontalAdvance(QStringLiteral("00:00:00")) + 10);
        const int side = metrics.ascent() + 2;
        common::paintGlyph(*painter, QRect(line.left(), line.top(), side, line.height()), text.glyph, theme);
        line.setLeft(line.left() + side + 8);
        painter->setPen(theme[text.colour == Role::Muted ? Role::Text : text.colour]);
        painter->drawText(line, Qt::AlignVCenter | Qt::TextSingleLine,
                          metrics.elidedText(text.what, Qt::ElideRight, line.width()));
        line.setLeft(line.left() + metrics.horizontalAdvance(text.what) + 10);
        painter->setPen(theme[Role::Muted]);
        if (line.width() > 20)
            painter->drawText(line, Qt::AlignVCenter | Qt::TextSingleLine,
                              metrics.elidedText(text.detail, Qt::ElideRight, line.width()));
        painter->restore();
    }

    [[nodiscard]] QString spoken(int row) const
    {
        const fleet::Event* event = m_model.eventAt(row);
        return event != nullptr ? spokenOf(*event, m_names, m_zone) : QString();
    }

    bool helpEvent(QHelpEvent* help, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override
    {
        const fleet::Event* event = index.isValid() ? m_model.eventAt(index.row()) : nullptr;
        if (event == nullptr)
            return false;
        common::showPlainToolTip(help->globalPos(), tipOf(*event, m_names, m_zone), view, option.rect);
        return true;
    }

private:
    const items::EventListModel& m_model;
    common::Zone m_zone = common::Zone::Utc;
    common::ExporterNames m_names;
};

TimelineView::TimelineView(QWidget* parent)
    : QListView(parent), m_model(new items::EventListModel(this)), m_delegate(new EventDelegate(*m_model, this))
{
    setModel(m_model);
    setItemDelegate(m_delegate);
    setUniformItemSizes(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(QStringLiteral("Timeline"));
    m_model->setWords([this](const QModelIndex& index) { return m_delegate->spoken(index.row()); });
    connect(this, &QListView::activated, this, [this](const QModelIndex& index) {
        const QVariant server = index.data(items::EventListModel::ServerIdRole);
        if (server.isValid() && server.toUInt() != fleet::noServer)
            Q_EMIT serverActivated(server.toUInt());
    });
}

void TimelineView::setSnapshot(const fleet::SnapshotPtr& snapshot)
{
    m_delegate->names().setTargets(snapshot->targets);
    m_model->setSnapshot(snapshot);
}

void TimelineView::setZone(common::Zone zone)
{
    m_delegate->setZone(zone);
    viewport()->update();
}

void TimelineView::paintEvent(QPaintEvent* event)
{
    QListView::paintEvent(event);
    if (m_model->rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(common::currentTheme()[Role::Muted]);
    painter.drawText(viewport()->rect().adjusted(12, 12, -12, -12), Qt::AlignHCenter | Qt::TextWordWrap,
                     QStringLiteral("Nothing has happened here since Checkwatch began to watch."));
}

} // namespace checkwatch::workstation
