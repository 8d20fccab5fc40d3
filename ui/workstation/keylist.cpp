#include "ui/workstation/keylist.h"

#include "ui/common/font.h"
#include "ui/common/text.h"

#include <QAction>
#include <QDialog>
#include <QGridLayout>

#include <array>
#include <utility>

namespace checkwatch::workstation {

namespace {

constexpr std::array<std::pair<const char*, const char*>, 6> panelKeys{{
    {"Tab, Shift+Tab", "next or previous part of the window"},
    {"Up, Down", "next or previous row"},
    {"+, -", "chart: zoom in, out"},
    {"Left, Right", "chart: move in time"},
    {"Backspace", "chart: back to the zoom before"},
    {"Home", "chart: follow now"},
}};

void addRow(QGridLayout* grid, const QString& keys, const QString& words)
{
    auto* left = new common::PlainLabel(grid->parentWidget());
    auto* right = new common::PlainLabel(grid->parentWidget());
    left->setFont(common::bold(left->font()));
    left->setPlain(keys);
    right->setPlain(words);
    const int row = grid->rowCount();
    grid->addWidget(left, row, 0);
    grid->addWidget(right, row, 1);
}

} // namespace

void showKeyList(QWidget* window)
{
    auto* dialog = new QDialog(window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(QStringLiteral("Keys"));
    auto* grid = new QGridLayout(dialog);
    grid->setHorizontalSpacing(24);
    for (const QAction* action : window->findChildren<QAction*>()) {
        if (action->shortcut().isEmpty() || action->text().isEmpty())
            continue;
        addRow(grid, action->shortcut().toString(QKeySequence::NativeText), action->text().remove(QLatin1Char('&')));
    }
    for (const auto& [keys, words] : panelKeys)
        addRow(grid, QString::fromLatin1(keys), QString::fromLatin1(words));
    dialog->open();
}

} // namespace checkwatch::workstation
