#include "ui/servers/fleetnodedelegate.h"

#include "ui/common/font.h"
#include "ui/common/format.h"
#include "ui/common/text.h"
#include "ui/servers/countmarks.h"

#include <QFontMetrics>
#include <QPainter>
#include <QStyleOptionViewItem>

namespace checkwatch::servers {

using common::Role;
using items::FleetNode;
using items::FleetNodeKind;

namespace {

QString nameOf(const FleetNode& node)
{
    switch (node.kind) {
    case FleetNodeKind::All: return QStringLiteral("All exporters");
    case FleetNodeKind::Exporter: return common::display(node.target->instance);
    case FleetNodeKind::Backend: return common::display(node.backend->proxy);
    }
    return {};
}

QString rotationOf(const FleetNode& node)
{
    const QString words = QStringLiteral("%1 of %2").arg(node.counts.inRotation).arg(node.counts.servers);
    return node.stale ? QStringLiteral("was ") + words : words;
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
    return node.kind == FleetNodeKind::Backend && node.stale;
}

} // namespace

FleetNodeDelegate::FleetNodeDelegate(const items::FleetTreeModel& model, QObject* parent)
    : QAbstractItemDelegate(parent), m_model(model)
{
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

QString FleetNodeDelegate::tip(const QModelIndex& index) const
{
    const FleetNode node = m_model.node(index);
    QString text = nameOf(node) + QStringLiteral(" · ") + rotationOf(node) + QStringLiteral(" in rotation");
    if (node.stale)
        text += QStringLiteral(" · ") + ageOf(node);
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
    const int marks = paintCountMarks(*painter, area, CountMarks::of(node), common::scaled(option.font, 0.92), theme);
    QRect text = area;
    text.setRight(marks - 4);
    painter->setFont(heading ? common::bold(option.font) : option.font);
    painter->setPen(theme[node.stale && !heading ? Role::Muted : Role::Text]);
    const QString rotation = heading ? QString() : QStringLiteral(" · ") + rotationOf(node);
    const QFontMetrics metrics(painter->font());
    const int forName = text.width() - metrics.horizontalAdvance(rotation);
    const QString name = metrics.elidedText(nameOf(node), Qt::ElideRight, std::max(forName, text.width() / 3));
    painter->drawText(text, Qt::AlignVCenter | Qt::TextSingleLine, name);
    text.setLeft(text.left() + metrics.horizontalAdvance(name));
    painter->setPen(theme[rotationColour(node)]);
    painter->drawText(text, Qt::AlignVCenter | Qt::TextSingleLine,
                      metrics.elidedText(rotation, Qt::ElideRight, text.width()));
    if (hasTwoLines(node))
        painter->drawText(area.translated(0, lineHeight(option.font)), Qt::AlignVCenter | Qt::TextSingleLine,
                          ageOf(node));
}

} // namespace checkwatch::servers
