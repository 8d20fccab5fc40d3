#include "ui/replay/linedialog.h"

#include "ui/common/text.h"

#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace checkwatch::replay {

using common::PlainLabel;

LineDialog::LineDialog(const Words& words, Check check, QWidget* parent)
    : QDialog(parent), m_check(std::move(check)), m_line(new QLineEdit(this)),
      m_meaning(new PlainLabel(this, PlainLabel::Fit::Wrap))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(words.title);
    m_line->setPlaceholderText(words.placeholder);
    m_line->setAccessibleName(words.title);
    m_meaning->setMinimumHeight(fontMetrics().lineSpacing() * 2);
    m_meaning->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_accept = buttons->addButton(words.accept, QDialogButtonBox::AcceptRole);
    m_accept->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_line);
    layout->addWidget(m_meaning);
    layout->addWidget(buttons);
    connect(m_line, &QLineEdit::textChanged, this, &LineDialog::showMeaning);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &LineDialog::acceptLine);
    resize(460, sizeHint().height());
    showMeaning();
}

void LineDialog::showMeaning()
{
    const bool empty = m_line->text().trimmed().isEmpty();
    const auto meaning = m_check(m_line->text());
    m_accept->setEnabled(!empty && meaning.ok());
    m_meaning->setInk(empty || meaning.ok() ? common::Role::Muted : common::Role::PendingText);
    m_meaning->setPlain(empty              ? m_line->placeholderText()
                            : meaning.ok() ? *meaning
                                           : QString::fromStdString(meaning.error().message));
}

void LineDialog::acceptLine()
{
    Q_EMIT lineAccepted(m_line->text().trimmed());
    accept();
}

} // namespace checkwatch::replay
