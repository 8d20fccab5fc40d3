#pragma once

#include "ui/replay/namedspan.h"

#include <QWidget>

#include <optional>
#include <vector>

class QComboBox;
class QLineEdit;

namespace checkwatch::common {
class PlainLabel;
}

namespace checkwatch::review {

/// A stretch of a recording: one with a name, or times as people write them (replay::parseMoment). GUI thread.
class SpanEdit : public QWidget
{
    Q_OBJECT

public:
    explicit SpanEdit(QWidget* parent = nullptr);

    /// Chooses the first of `wanted` that there is; all of it where there is none.
    void setSpans(const replay::Place& place, std::vector<replay::NamedSpan> spans,
                  const std::vector<replay::NamedSpan::Kind>& wanted);
    /// Unset: the beginning, the end.
    [[nodiscard]] std::optional<base::Timestamp> from() const { return m_from; }
    [[nodiscard]] std::optional<base::Timestamp> to() const { return m_to; }
    /// Whether what is written means a stretch; else it says under it why not.
    [[nodiscard]] bool isValid() const { return m_valid; }

Q_SIGNALS:
    void changed();

private:
    void choose(int index);
    void read();
    void showTimes();

    replay::Place m_place;
    std::vector<replay::NamedSpan> m_spans;
    std::optional<base::Timestamp> m_from;
    std::optional<base::Timestamp> m_to;
    bool m_valid = true;
    QComboBox* m_names;
    QLineEdit* m_first;
    QLineEdit* m_last;
    common::PlainLabel* m_words;
};

} // namespace checkwatch::review
