#include "ui/workstation/gotodialog.h"

#include "ui/workstation/fleetlookup.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace checkwatch::workstation {

namespace {
constexpr int shownAtMost = 50;
}

GotoDialog::GotoDialog(fleet::SnapshotPtr snapshot, QWidget* parent)
    : QDialog(parent), m_snapshot(std::move(snapshot)), m_text(new QLineEdit(this)), m_list(new QListWidget(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    m_names.setTargets(m_snapshot->targets);
    setWindowTitle(QStringLiteral("Go to server"));
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_text);
    layout->addWidget(m_list);
    m_text->setPlaceholderText(QStringLiteral("part of a server's name"));
    m_text->setAccessibleName(QStringLiteral("Part of a server's name"));
    m_list->setAccessibleName(QStringLiteral("Servers"));
    m_list->setFocusPolicy(Qt::NoFocus); // the arrows work from the line
    m_text->installEventFilter(this);
    connect(m_text, &QLineEdit::textChanged, this, &GotoDialog::fill);
    connect(m_text, &QLineEdit::returnPressed, this, &GotoDialog::choose);
    connect(m_list, &QListWidget::itemActivated, this, &GotoDialog::choose);
    resize(420, 320);
    fill({});
}

void GotoDialog::fill(const QString& part)
{
    m_list->clear();
    const std::string wanted = part.toLower().toStdString();
    for (const auto& block : m_snapshot->blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (m_list->count() == shownAtMost)
                return;
            const std::string& name = row.identity->server;
            const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
            if (std::search(name.begin(), name.end(), wanted.begin(), wanted.end(), same) == name.end())
                continue;
            auto* item = new QListWidgetItem(nameOf(*row.identity, m_names), m_list);
            item->setData(Qt::UserRole, row.identity->id);
        }
    }
    if (m_list->count() == 0) {
        auto* none = new QListWidgetItem(QStringLiteral("No server has this in its name."), m_list);
        none->setFlags(Qt::NoItemFlags);
        return;
    }
    m_list->setCurrentRow(0);
}

void GotoDialog::choose()
{
    const QListWidgetItem* item = m_list->currentItem();
    if (item != nullptr && (item->flags() & Qt::ItemIsEnabled) != 0) {
        Q_EMIT serverChosen(item->data(Qt::UserRole).toUInt());
        accept();
    }
}

bool GotoDialog::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_text && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const int by = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
        if (by != 0) {
            m_list->setCurrentRow(std::clamp(m_list->currentRow() + by, 0, std::max(0, m_list->count() - 1)));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace checkwatch::workstation
