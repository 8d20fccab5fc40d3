#include "ui/review/spanedit.h"

#include "ui/common/text.h"
#include "ui/replay/timewords.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>

#include <algorithm>

namespace checkwatch::review {

using common::PlainLabel;
using replay::NamedSpan;

namespace {

QLineEdit* timeLine(const QString& name, QWidget* parent)
{
    auto* line = new QLineEdit(parent);
    line->setAccessibleName(name);
    line->setMinimumWidth(line->fontMetrics().horizontalAdvance(QStringLiteral("2026-11-28 03:14:25 UTC")) + 16);
    line->setMaximumWidth(line->minimumWidth() * 3 / 2);
    common::setPlainToolTip(line,
                            QStringLiteral("03:14:25, 2026-11-21 03:14, +5m or -90s from here, 10m from the beginning, "
                                           "Unix seconds, RFC 3339"));
    return line;
}

} // namespace

SpanEdit::SpanEdit(QWidget* parent)
    : QWidget(parent), m_names(new QComboBox(this)), m_first(timeLine(QStringLiteral("From"), this)),
      m_last(timeLine(QStringLiteral("To"), this)), m_words(new PlainLabel(this, PlainLabel::Fit::Elide))
{
    m_names->setAccessibleName(QStringLiteral("Time"));
    auto* dash = new PlainLabel(this);
    dash->setPlain(QStringLiteral("to"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->addWidget(m_names, 0, 0);
    grid->addWidget(m_first, 0, 1);
    grid->addWidget(dash, 0, 2);
    grid->addWidget(m_last, 0, 3);
    grid->addWidget(m_words, 1, 0, 1, 5);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    grid->setColumnStretch(4, 1);
    connect(m_names, &QComboBox::activated, this, &SpanEdit::choose);
    connect(m_first, &QLineEdit::textEdited, this, &SpanEdit::read);
    connect(m_last, &QLineEdit::textEdited, this, &SpanEdit::read);
}

void SpanEdit::setSpans(const replay::Place& place, std::vector<NamedSpan> spans,
                        const std::vector<NamedSpan::Kind>& wanted)
{
    m_place = place;
    m_spans = std::move(spans);
    m_names->clear();
    for (const NamedSpan& span : m_spans)
        m_names->addItem(span.words);
    m_names->addItem(QStringLiteral("From … to …"));
    const auto rank = [&wanted](const NamedSpan& span) { return std::ranges::find(wanted, span.kind); };
    const auto best = std::ranges::min_element(m_spans, {}, rank);
    choose(best == m_spans.end() ? 0 : static_cast<int>(best - m_spans.begin()));
}

void SpanEdit::choose(int index)
{
    m_names->setCurrentIndex(index);
    if (index < static_cast<int>(m_spans.size())) {
        const NamedSpan& span = m_spans[static_cast<std::size_t>(index)];
        m_from = span.from;
        m_to = span.to;
        showTimes();
    } else {
        m_first->setFocus();
        m_first->selectAll();
    }
    Q_EMIT changed();
}

/// In the lines, and how long that is.
void SpanEdit::showTimes()
{
    const base::Timestamp from = m_from.value_or(m_place.from);
    const base::Timestamp to = m_to.value_or(m_place.to);
    m_first->setText(common::stamp(from, m_place.zone).left(19));
    m_last->setText(common::stamp(to, m_place.zone).left(19));
    m_valid = from <= to;
    m_words->setInk(common::Role::Muted);
    m_words->setPlain(
        replay::lengthWords(to - from)
        + (m_place.zone == common::Zone::Utc ? QStringLiteral(", times in UTC") : QStringLiteral(", local times")));
}

void SpanEdit::read()
{
    m_names->setCurrentIndex(m_names->count() - 1);
    const auto from = replay::parseMoment(m_first->text(), m_place);
    const auto to = replay::parseMoment(m_last->text(), m_place);
    m_valid = from && to && *from <= *to;
    m_words->setInk(m_valid ? common::Role::Muted : common::Role::PendingText);
    if (m_valid) {
        m_from = *from;
        m_to = *to;
        m_words->setPlain(replay::momentWords(*from, m_place.zone) + QStringLiteral(" to ")
                          + replay::momentWords(*to, m_place.zone) + QStringLiteral(", ")
                          + replay::lengthWords(*to - *from));
    } else {
        m_words->setPlain(!from     ? QStringLiteral("From: ") + QString::fromStdString(from.error().message)
                              : !to ? QStringLiteral("To: ") + QString::fromStdString(to.error().message)
                                    : QStringLiteral("The end is before the beginning"));
    }
    Q_EMIT changed();
}

} // namespace checkwatch::review
