#pragma once

#include "models/fleet/snapshot.h"

#include <QPushButton>

#include <string_view>
#include <vector>

class QVBoxLayout;

namespace checkwatch::query {

/// A question that is worth asking, and how it is asked.
struct Example
{
    const char* question;
    const char* expression;
};
/// Three that the exporters of a fleet can answer: HAProxy's own and the retired one name things differently.
[[nodiscard]] const std::vector<Example>& examplesFor(const fleet::Snapshot& snapshot);

/// What stands where an answer will be: examples, one click or Enter away. GUI thread.
class ExamplesPage : public QWidget
{
    Q_OBJECT

public:
    explicit ExamplesPage(QWidget* parent = nullptr);

    void setExamples(const std::vector<Example>& examples);

Q_SIGNALS:
    void chosen(QString expression);

private:
    QVBoxLayout* m_layout;
    const std::vector<Example>* m_examples = nullptr;
    std::vector<QPushButton*> m_buttons;
};

} // namespace checkwatch::query
