#pragma once

#include "models/base/result.h"

#include <QDialog>

#include <functional>

class QLineEdit;
class QPushButton;

namespace checkwatch::common {
class PlainLabel;
}

namespace checkwatch::replay {

/// One line to type, with a word under it of what it means, or why it means nothing; then it cannot be accepted. Deletes
/// itself when it is closed. GUI thread.
class LineDialog : public QDialog
{
    Q_OBJECT

public:
    struct Words
    {
        QString title;
        QString placeholder;
        QString accept; ///< word on the button
    };
    /// What the line means now, in words.
    using Check = std::function<base::Result<QString>(const QString& line)>;

    LineDialog(const Words& words, Check check, QWidget* parent);

Q_SIGNALS:
    void lineAccepted(QString line);

private:
    void showMeaning();
    void acceptLine();

    Check m_check;
    QLineEdit* m_line;
    common::PlainLabel* m_meaning;
    QPushButton* m_accept = nullptr;
};

} // namespace checkwatch::replay
