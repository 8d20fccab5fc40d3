#pragma once

#include "models/base/time.h"

#include <QDialog>

#include <optional>

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace checkwatch::workstation {

/// "I am on it", where an Alertmanager could silence the alerts as well: off at first, because it stops people's pages.
/// Deletes itself when it is closed. GUI thread.
class AcknowledgeDialog : public QDialog
{
    Q_OBJECT

public:
    struct Silencing
    {
        base::Duration length{0};
        QString comment;
    };

    /// `about`: what is acknowledged, for people; `alerts`: how many alerts of it can be silenced, which may be none.
    AcknowledgeDialog(const QString& about, std::size_t alerts, QWidget* parent);

Q_SIGNALS:
    /// It is acknowledged; with a silence where somebody wants one.
    void acknowledged(std::optional<checkwatch::workstation::AcknowledgeDialog::Silencing> silencing);

private:
    void acceptChoice();

    QCheckBox* m_silence;
    QComboBox* m_length;
    QLineEdit* m_comment;
};

} // namespace checkwatch::workstation
