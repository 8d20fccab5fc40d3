#pragma once

#include "models/session/review.h"

#include <QComboBox>

#include <optional>
#include <string>
#include <vector>

namespace checkwatch::review {

/// Chooses a set of rules: as they were recorded, as they are now, a file that is asked for, and what else it is told. Of names
/// of files their ends are shown. GUI thread.
class RulesBox : public QComboBox
{
    Q_OBJECT

public:
    /// `others`: words before the sets of rules, which choose none of them.
    explicit RulesBox(const QStringList& others, QWidget* parent = nullptr);

    /// Unset while one of the others is chosen.
    [[nodiscard]] std::optional<session::RulesChoice> choice() const;
    /// Which of the others; -1 for none.
    [[nodiscard]] int other() const;
    /// As if somebody had chosen it.
    void choose(const session::RulesChoice& choice);

Q_SIGNALS:
    void changed();

private:
    void take(int index);
    void askForFile();
    void addFile(const QString& path);

    const int m_others;
    std::vector<session::RulesChoice> m_choices; ///< after the others, in their order; "A file…" comes last
    int m_chosen = 0;
};

} // namespace checkwatch::review
