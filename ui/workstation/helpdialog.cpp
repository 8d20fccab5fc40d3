#include "ui/workstation/helpdialog.h"

#include "ui/common/font.h"
#include "ui/common/glyphs.h"
#include "ui/common/text.h"

#include <QAction>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QMainWindow>
#include <QMenuBar>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

#include <array>
#include <set>
#include <utility>

namespace checkwatch::workstation {

using common::Glyph;
using common::PlainLabel;

namespace {

constexpr std::array<PanelKey, 7> panelKeys{{
    {"Tab, Shift+Tab", "next or previous part of the window"},
    {"Up, Down", "next or previous row"},
    {"Esc", "servers: back into order, where a row is held in its place"},
    {"+, -", "chart: zoom in, out"},
    {"Left, Right", "chart: move in time"},
    {"Backspace", "chart: back to the zoom before"},
    {"Home", "chart: follow now"},
}};

struct Meaning
{
    Glyph glyph;
    const char* words;
    const char* meaning;
};
constexpr std::array meanings{
    Meaning{Glyph::Cross, "DOWN · no alert",
            "DOWN, and no firing health alert says so: HAProxy counts no failures then"},
    Meaning{Glyph::Cross, "DOWN · firing", "DOWN, and its health alert is firing"},
    Meaning{Glyph::Triangle, "firing", "its health alert is firing"},
    Meaning{Glyph::Progress, "pending", "the alert is true, but not yet for long enough to fire"},
    Meaning{Glyph::Stale, "was …", "no new data: what it was, and how old that is"},
    Meaning{Glyph::Out, "MAINT, DRAIN, NOLB, weight 0", "out of rotation"},
    Meaning{Glyph::Hollow, "not checked", "no check has finished since the start"},
    Meaning{Glyph::Dotted, "unchecked", "nobody checks this server"},
    Meaning{Glyph::None, "UP", "grey is normal"},
};

/// One shape, as the tables have it.
class GlyphSample final : public QWidget
{
public:
    GlyphSample(Glyph glyph, QWidget* parent) : QWidget(parent), m_glyph(glyph) { setFixedSize(20, 20); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        common::paintGlyph(painter, rect(), m_glyph, common::currentTheme());
    }

private:
    Glyph m_glyph;
};

PlainLabel* heading(const QString& text, QWidget* parent)
{
    auto* label = new PlainLabel(parent);
    label->setFont(common::bold(common::scaled(parent->font(), 1.15)));
    label->setPlain(text);
    return label;
}

void addRow(QGridLayout* grid, QWidget* first, const QString& words, const QString& more)
{
    auto* left = new PlainLabel(grid->parentWidget());
    auto* right = new PlainLabel(grid->parentWidget());
    left->setFont(common::bold(left->font()));
    left->setPlain(words);
    right->setPlain(more);
    const int row = grid->rowCount();
    if (first != nullptr)
        grid->addWidget(first, row, 0);
    grid->addWidget(left, row, 1);
    grid->addWidget(right, row, 2);
}

QString keysOf(const QAction& action)
{
    QStringList keys;
    for (const QKeySequence& key : action.shortcuts())
        keys += key.toString(QKeySequence::NativeText);
    return keys.join(QStringLiteral(", "));
}

/// A page with a heading and a table of three columns under it.
QGridLayout* newPage(const QString& words, QBoxLayout* pages)
{
    auto* page = new QWidget(pages->parentWidget());
    auto* layout = new QVBoxLayout(page);
    layout->addWidget(heading(words, page));
    auto* grid = new QGridLayout;
    layout->addLayout(grid);
    layout->addStretch(1);
    grid->setHorizontalSpacing(16);
    grid->setColumnStretch(2, 1);
    pages->addWidget(page);
    return grid;
}

void addMeanings(QBoxLayout* pages)
{
    QGridLayout* grid = newPage(QStringLiteral("Shapes and words"), pages);
    for (const Meaning& meaning : meanings)
        addRow(grid, new GlyphSample(meaning.glyph, grid->parentWidget()), QString::fromUtf8(meaning.words),
               QString::fromUtf8(meaning.meaning));
}

void addKeys(const QWidget* window, QBoxLayout* pages)
{
    QGridLayout* grid = newPage(QStringLiteral("Keys"), pages);
    std::set<std::pair<QString, QString>> told; // several parts of a window may have the same action
    for (const QAction* action : window->findChildren<QAction*>()) {
        const QString words = action->text().remove(QLatin1Char('&'));
        if (!action->shortcut().isEmpty() && !words.isEmpty() && told.emplace(keysOf(*action), words).second)
            addRow(grid, nullptr, keysOf(*action), words);
    }
}

void addPanelKeys(std::span<const PanelKey> more, QBoxLayout* pages)
{
    QGridLayout* grid = newPage(QStringLiteral("Keys within the window"), pages);
    for (const std::span<const PanelKey> some : {more, std::span<const PanelKey>(panelKeys)}) {
        for (const auto& [keys, words] : some)
            addRow(grid, nullptr, QString::fromLatin1(keys), QString::fromLatin1(words));
    }
}

void showHelp(QWidget* window, std::span<const PanelKey> more)
{
    auto* dialog = new QDialog(window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(QStringLiteral("Help"));
    auto* pages = new QWidget(dialog);
    auto* columns = new QHBoxLayout(pages);
    auto* left = new QVBoxLayout;
    columns->addLayout(left);
    addMeanings(left);
    addPanelKeys(more, left);
    addKeys(window, columns);
    auto* area = new QScrollArea(dialog);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setWidget(pages);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto* layout = new QVBoxLayout(dialog);
    layout->addWidget(area, 1);
    layout->addWidget(buttons);
    dialog->resize((pages->sizeHint() + QSize(96, 120)).boundedTo(window->size() - QSize(40, 40)));
    dialog->open();
}

} // namespace

void addHelpMenu(QMainWindow& window, std::span<const PanelKey> more)
{
    QMenu* help = window.menuBar()->addMenu(QStringLiteral("&Help"));
    QAction* keys = help->addAction(QStringLiteral("&Keys, shapes and words"), &window,
                                    [at = &window, more] { showHelp(at, more); });
    keys->setShortcuts({QKeySequence(Qt::Key_F1), QKeySequence(Qt::Key_Question)});
}

} // namespace checkwatch::workstation
