#include "ui/servers/fleetnodedelegate.h"

#include "ui/common/font.h"
#include "ui/common/format.h"
#include "ui/common/text.h"
#include "ui/servers/countmarks.h"

#include <QFontMetrics>
#include <QPainter>
#include <QStringList>
#include <QStyleOptionViewItem>

#include <algorithm>

namespace checkwatch::servers {

using common::Role;
using items::FleetNode;
using items::FleetNodeKind;

namespace {

/// It answers, but not for a HAProxy.
bool isForeign(const FleetNode& node)
{
    return node.kind == FleetNodeKind::Exporter && node.target->lack == fleet::Lack::Metrics;
}

QString rotationOf(const FleetNode& node, const QString& joint = QStringLiteral(" of "))
{
    const QString words = QString::number(node.counts.inRotation) + joint + QString::number(node.counts.servers);
    return node.stale ? QStringLiteral("was ") + words : words;
}

/// What stands to the left of the marks, as much of it as there is room for.
struct NodeWords
{
    QString name;
    QString rotation;
};

NodeWords wordsThatFit(const FleetNode& node, const QString& name, const QString& briefName,
                       const QFontMetrics& metrics, int room)
{
    const auto fits
        = [&](const NodeWords& words) { return metrics.horizontalAdvance(words.name + words.rotation) <= room; };
    const QString dot = QStringLiteral(" · ");
    if (node.kind != FleetNodeKind::Backend) {
        const NodeWords whole{name, {}};
        return {metrics.elidedText(fits(whole) ? name : briefName, Qt::ElideMiddle, room), {}};
    }
    NodeWords words{name, dot + rotationOf(node)};
    if (!fits(words))
        words.rotation = QLatin1Char(' ') + rotationOf(node, QStringLiteral("/"));
    const int forName = std::max(room - metrics.horizontalAdvance(words.rotation), room / 2);
    words.name = metrics.elidedText(words.name, Qt::ElideMiddle, forName);
    words.rotation = metrics.elidedText(words.rotation, Qt::ElideRight, room - metrics.horizontalAdvance(words.name));
    return words;
}

/// An alarm by itself: nobody can be served.
Role rotationColour(const FleetNode& node)
{
    return node.noneLeft && !node.stale ? Role::DownText : Role::Muted;
}

int lineHeight(const QFont& font)
{
    return QFontMetrics(font).height();
}

bool hasTwoLines(const FleetNode& node)
{
    return (node.kind == FleetNodeKind::Backend && node.stale) || isForeign(node);
}

} // namespace

FleetNodeDelegate::FleetNodeDelegate(const items::FleetTreeModel& model, QObject* parent)
    : QAbstractItemDelegate(parent), m_model(model)
{
}

QString FleetNodeDelegate::nameOf(const FleetNode& node) const
{
    switch (node.kind) {
    case FleetNodeKind::All: return QStringLiteral("All exporters");
    case FleetNodeKind::Exporter: return m_names.wholeNameOf(node.target->job, node.target->instance);
    case FleetNodeKind::Backend: return common::display(node.backend->proxy);
    }
    return {};
}

QString FleetNodeDelegate::ageOf(const FleetNode& node) const
{
    if (node.target == nullptr || base::unixMs(node.target->lastGood) == 0 || !m_clock)
        return QStringLiteral("no data yet");
    return common::age(m_clock() - node.target->lastGood) + QStringLiteral(" ago");
}

QSize FleetNodeDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int lines = hasTwoLines(m_model.node(index)) ? 2 : 1;
    return {100, lines * lineHeight(option.font) + 9};
}

QString FleetNodeDelegate::spoken(const QModelIndex& index) const
{
    const FleetNode node = m_model.node(index);
    if (node.kind != FleetNodeKind::All && node.target == nullptr)
        return {};
    if (isForeign(node))
        return nameOf(node) + QStringLiteral(", ") + common::display(fleet::lackWords(node.target->lack));
    QStringList parts{nameOf(node), rotationOf(node) + QStringLiteral(" in rotation")};
    const auto add = [&parts](std::uint32_t count, const QString& what) {
        if (count > 0)
            parts += QStringLiteral("%1 %2").arg(count).arg(what);
    };
    add(node.counts.down, QStringLiteral("DOWN"));
    add(node.counts.firing, QStringLiteral("firing"));
    add(node.counts.pending, QStringLiteral("pending"));
    add(node.counts.out, QStringLiteral("out of rotation"));
    if (node.stale)
        parts += QStringLiteral("stale, ") + ageOf(node);
    return parts.join(QStringLiteral(", "));
}

QString FleetNodeDelegate::tip(const QModelIndex& index) const
{
    const FleetNode node = m_model.node(index);
    QString text = nameOf(node) + QStringLiteral(" · ") + rotationOf(node) + QStringLiteral(" in rotation");
    if (node.stale)
        text += QStringLiteral(" · ") + ageOf(node);
    if (isForeign(node))
        return nameOf(node) + QLatin1Char('\n') + common::display(fleet::lackWords(node.target->lack));
    if (node.kind == FleetNodeKind::Exporter && !node.target->lastError.message.empty())
        text += QLatin1Char('\n') + common::display(node.target->lastError.message);
    return text;
}

void FleetNodeDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const common::Theme& theme = common::currentTheme();
    const FleetNode node = m_model.node(index);
    if (node.kind != FleetNodeKind::All && node.target == nullptr)
        return;
    const bool heading = node.kind != FleetNodeKind::Backend;
    QRect area = option.rect.adjusted(2, 4, -8, -4);
    area.setHeight(lineHeight(option.font));
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip); // a name may carry marks that rise
    const int marks = paintCountMarks(*painter, area, CountMarks::of(node), common::scaled(option.font, 0.92), theme);
    QRect text = area;
    text.setRight(marks - 4);
    painter->setFont(heading ? common::bold(option.font) : option.font);
    painter->setPen(theme[node.stale && !heading ? Role::Muted : Role::Text]);
    const QFontMetrics metrics(painter->font());
    const QString brief
        = node.kind == FleetNodeKind::Exporter ? m_names.nameOf(node.target->job, node.target->instance) : nameOf(node);
    const NodeWords words = wordsThatFit(node, nameOf(node), brief, metrics, text.width());
    painter->drawText(text, Qt::AlignVCenter | Qt::TextSingleLine, words.name);
    text.setLeft(text.left() + metrics.horizontalAdvance(words.name));
    painter->setPen(theme[rotationColour(node)]);
    painter->drawText(text, Qt::AlignVCenter | Qt::TextSingleLine, words.rotation);
    if (hasTwoLines(node)) {
        painter->setFont(option.font);
        painter->setPen(theme[isForeign(node) ? Role::PendingText : Role::Muted]);
        painter->drawText(area.translated(0, lineHeight(option.font)), Qt::AlignVCenter | Qt::TextSingleLine,
                          isForeign(node) ? QStringLiteral("no HAProxy metrics") : ageOf(node));
    }
    painter->restore();
}

} // namespace checkwatch::servers
