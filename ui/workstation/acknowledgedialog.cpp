#include "ui/workstation/acknowledgedialog.h"

#include "ui/common/text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <array>
#include <utility>

namespace checkwatch::workstation {
namespace {

using common::PlainLabel;
using namespace std::chrono_literals;

constexpr std::array<std::pair<const char*, base::Duration>, 7> lengths{{
    {"15 min", 15min},
    {"30 min", 30min},
    {"1 h", 1h},
    {"2 h", 2h},
    {"4 h", 4h},
    {"8 h", 8h},
    {"24 h", 24h},
}};
constexpr int usualLength = 2;

QString silenceWords(std::size_t alerts)
{
    return alerts == 1 ? QStringLiteral("Silence its alert in Alertmanager as well, for")
                       : QStringLiteral("Silence its %1 alerts in Alertmanager as well, for").arg(alerts);
}

} // namespace

AcknowledgeDialog::AcknowledgeDialog(const QString& about, std::size_t alerts, QWidget* parent)
    : QDialog(parent), m_silence(new QCheckBox(silenceWords(alerts), this)), m_length(new QComboBox(this)),
      m_comment(new QLineEdit(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(QStringLiteral("Acknowledge: I am on it"));
    auto* subject = new PlainLabel(this, PlainLabel::Fit::Wrap);
    subject->setPlain(about);
    auto* warning = new PlainLabel(this, PlainLabel::Fit::Wrap);
    warning->setInk(common::Role::Muted);
    warning->setPlain(alerts == 0 ? QStringLiteral("No alert about it is active, so there is nothing to silence.")
                                  : QStringLiteral("A silence stops everybody's pages about it until it ends."));
    for (const auto& [words, length] : lengths) {
        m_length->addItem(QString::fromLatin1(words), QVariant::fromValue<qlonglong>(length.count()));
    }
    m_length->setCurrentIndex(usualLength);
    m_length->setAccessibleName(QStringLiteral("How long it is silenced"));
    m_comment->setPlaceholderText(QStringLiteral("why, for who wonders where the pages are"));
    m_comment->setAccessibleName(QStringLiteral("Why it is silenced"));
    m_silence->setEnabled(alerts > 0);
    for (QWidget* const widget : {static_cast<QWidget*>(m_length), static_cast<QWidget*>(m_comment)}) {
        widget->setEnabled(false);
        connect(m_silence, &QCheckBox::toggled, widget, &QWidget::setEnabled);
    }
    auto* line = new QHBoxLayout;
    line->addWidget(m_silence);
    line->addWidget(m_length);
    line->addStretch();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton* const accept = buttons->addButton(QStringLiteral("Acknowledge"), QDialogButtonBox::AcceptRole);
    accept->setDefault(true);
    accept->setFocus();
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &AcknowledgeDialog::acceptChoice);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(subject);
    layout->addLayout(line);
    layout->addWidget(m_comment);
    layout->addWidget(warning);
    layout->addWidget(buttons);
    resize(480, sizeHint().height());
}

void AcknowledgeDialog::acceptChoice()
{
    std::optional<Silencing> silencing;
    if (m_silence->isChecked()) {
        silencing = Silencing{base::Duration(m_length->currentData().toLongLong()), m_comment->text().trimmed()};
    }
    Q_EMIT acknowledged(silencing);
    accept();
}

} // namespace checkwatch::workstation
