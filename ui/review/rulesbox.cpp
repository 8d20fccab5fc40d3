#include "ui/review/rulesbox.h"

#include "ui/common/text.h"

#include <QFileDialog>

#include <algorithm>

namespace checkwatch::review {

using session::RulesChoice;

RulesBox::RulesBox(const QStringList& others, QWidget* parent)
    : QComboBox(parent), m_others(static_cast<int>(others.size())),
      m_choices{{RulesChoice::From::Recorded}, {RulesChoice::From::Now}}
{
    addItems(others);
    addItems({QStringLiteral("Rules as recorded"), QStringLiteral("Rules as now"), QStringLiteral("A file…")});
    setSizeAdjustPolicy(AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(16);
    connect(this, &QComboBox::activated, this, &RulesBox::take);
}

std::optional<RulesChoice> RulesBox::choice() const
{
    return m_chosen < m_others ? std::nullopt : std::optional(m_choices[static_cast<std::size_t>(m_chosen - m_others)]);
}

int RulesBox::other() const
{
    return m_chosen < m_others ? m_chosen : -1;
}

void RulesBox::take(int index)
{
    if (index == count() - 1) {
        setCurrentIndex(m_chosen); // until there is a file
        askForFile();
        return;
    }
    m_chosen = index;
    setCurrentIndex(index);
    const auto chosen = choice();
    common::setPlainToolTip(this, chosen ? common::display(chosen->file) : QString());
    Q_EMIT changed();
}

void RulesBox::choose(const RulesChoice& choice)
{
    const auto known = std::ranges::find(m_choices, choice);
    if (known == m_choices.end()) {
        addFile(QString::fromStdString(choice.file));
    } else {
        take(m_others + static_cast<int>(known - m_choices.begin()));
    }
}

void RulesBox::askForFile()
{
    auto* dialog = new QFileDialog(this, QStringLiteral("Rule file"), QString(),
                                   QStringLiteral("Rules (*.yml *.yaml *.rules);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        choose({RulesChoice::From::File, path.toStdString()});
    });
    dialog->open();
}

void RulesBox::addFile(const QString& path)
{
    m_choices.push_back({RulesChoice::From::File, path.toStdString()});
    insertItem(count() - 1, common::display(path.section(QLatin1Char('/'), -1), 60));
    take(count() - 2);
}

} // namespace checkwatch::review
