#include "ui/workstation/textrow.h"

#include <QStringList>

#include <algorithm>
#include <utility>

namespace checkwatch::workstation {

using common::PlainLabel;

namespace {
constexpr int gap = 14;
constexpr int leastWidth = 48; ///< below this a shortened text says nothing
} // namespace

TextRow::TextRow(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
}

PlainLabel* TextRow::addText(int importance, bool atRight, PlainLabel::Fit fit)
{
    auto* label = new PlainLabel(this, fit);
    m_parts.push_back({label, importance, atRight, 0});
    return label;
}

void TextRow::setImportance(const PlainLabel* text, int importance)
{
    const auto part = std::ranges::find(m_parts, text, &Part::label);
    part->importance = importance;
}

/// Room for each, the most important first.
void TextRow::share(int room)
{
    std::vector<Part*> order;
    order.reserve(m_parts.size());
    for (Part& part : m_parts)
        order.push_back(&part);
    std::ranges::stable_sort(order, {}, &Part::importance);
    for (Part* part : order) {
        const int wanted = part->label->plain().isEmpty() ? 0 : part->label->sizeHint().width() + gap;
        part->width = room >= wanted || room >= leastWidth + gap ? std::min(wanted, room) : 0;
        room -= part->width;
    }
}

void TextRow::layOut()
{
    share(width());
    QStringList all;
    int taken = 0;
    for (const Part& part : m_parts)
        taken += part.width;
    int left = 0;
    int unused = std::max(0, width() - taken);
    for (const Part& part : m_parts) {
        if (!part.label->plain().isEmpty())
            all += part.label->plain();
        if (part.atRight)
            left += std::exchange(unused, 0);
        part.label->setVisible(part.width > 0);
        part.label->setGeometry(left, 0, std::max(0, part.width - gap), height());
        left += part.width;
    }
    common::setPlainToolTip(this, all.join(QLatin1Char('\n')));
}

QSize TextRow::sizeHint() const
{
    return {leastWidth, fontMetrics().height() + 4};
}

QSize TextRow::minimumSizeHint() const
{
    return sizeHint();
}

void TextRow::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    layOut();
}

} // namespace checkwatch::workstation
