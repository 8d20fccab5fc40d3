#include "ui/alerts/alertpanel.h"

#include "ui/alerts/alertdelegate.h"
#include "ui/common/text.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QListView>
#include <QScrollBar>
#include <QStackedLayout>

namespace checkwatch::alerts {

namespace {

bool namesNothing(const QModelIndex& row)
{
    return !row.data(items::AlertListModel::ServerIdRole).isValid()
        && !row.data(items::AlertListModel::AlertIdRole).isValid();
}

/// What somebody can be on: an alert that goes on, or a server that is DOWN.
bool isOpen(const QModelIndex& row)
{
    const auto kind = static_cast<items::AlertItemKind>(row.data(items::AlertListModel::KindRole).toInt());
    return kind == items::AlertItemKind::SilentDown || kind == items::AlertItemKind::Alert;
}

} // namespace

AlertPanel::AlertPanel(QWidget* parent)
    : Panel(QStringLiteral("Alerts"), parent), m_model(new items::AlertListModel(this)),
      m_delegate(new AlertDelegate(*m_model, this)), m_list(new QListView(this)),
      m_empty(new common::PlainLabel(this, common::PlainLabel::Fit::Wrap)),
      m_copy(new QAction(QStringLiteral("Copy alerts as text"), this)),
      m_seen(new QAction(QStringLiteral("Mark ended alerts as seen"), this)),
      m_acknowledge(new QAction(QStringLiteral("Acknowledge: I am on it"), this))
{
    m_list->setModel(m_model);
    m_list->setItemDelegate(m_delegate);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_list->setAccessibleName(QStringLiteral("Alerts"));
    m_model->setWords([this](const QModelIndex& index) {
        return lineOf(textOf(m_model->itemAt(index.row()), m_delegate->moment()));
    });
    m_list->addActions({m_acknowledge, m_copy, m_seen});
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setInk(common::Role::Muted);
    auto* pages = new QWidget(this);
    auto* stack = new QStackedLayout(pages);
    stack->addWidget(m_list);
    stack->addWidget(m_empty);
    setContent(pages);
    m_copy->setShortcut(QKeySequence(QStringLiteral("Ctrl+Shift+C")));
    m_acknowledge->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A));
    m_acknowledge->setVisible(false);
    connect(m_acknowledge, &QAction::triggered, this, &AlertPanel::acknowledge);
    connect(m_copy, &QAction::triggered, this, &AlertPanel::copy);
    connect(m_seen, &QAction::triggered, this, [this] {
        m_model->markAllSeen();
        refresh();
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &AlertPanel::onCurrentChanged);
    refresh();
}

void AlertPanel::setSnapshot(const fleet::SnapshotPtr& snapshot)
{
    hold();
    const QRect room = m_list->viewport()->rect();
    const bool atTop = m_list->verticalScrollBar()->value() == 0;
    const bool inSight = room.intersects(m_list->visualRect(m_list->currentIndex()));
    m_moment.names.setTargets(snapshot->targets);
    m_moment.snapshot = snapshot;
    m_moment.acknowledged = fleet::Acknowledgements(*snapshot);
    m_moment.silenced = fleet::Silences(*snapshot, m_moment.now);
    m_delegate->setMoment(m_moment);
    takeSnapshot(snapshot);
    refresh();
    Q_EMIT m_delegate->sizeHintChanged(m_model->index(0, 0)); // rows may have gained or lost a line
    if (m_chosenHere && inSight && !room.contains(m_list->visualRect(m_list->currentIndex())))
        m_list->scrollTo(m_list->currentIndex());
    else if (atTop)
        m_list->scrollToTop(); // the most urgent stays in sight
}

/// Where the selected row is gone, none is: the row that comes to its place is nobody's choice.
void AlertPanel::takeSnapshot(const fleet::SnapshotPtr& snapshot)
{
    const QModelIndex before = m_list->currentIndex();
    const bool had = before.isValid();
    const items::RowKey key = had ? m_model->keyAt(before.row()) : items::RowKey{};
    m_following = true;
    m_exporters = !snapshot->targets.empty();
    m_model->setSnapshot(snapshot);
    const QModelIndex after = m_list->currentIndex();
    if (after.isValid() && (!had || key != m_model->keyAt(after.row()))) {
        m_list->setCurrentIndex({});
        m_list->clearSelection();
    }
    m_following = false;
    refresh();
}

void AlertPanel::setMoment(base::Timestamp now, common::Zone zone)
{
    m_moment.now = now;
    m_moment.zone = zone;
    if (m_moment.snapshot) {
        m_moment.silenced = fleet::Silences(*m_moment.snapshot, now);
    }
    m_delegate->setMoment(m_moment);
    m_list->viewport()->update();
}

void AlertPanel::select(fleet::ServerId server, qulonglong alertId)
{
    const QModelIndex current = m_list->currentIndex();
    const int exact = m_model->rowOfAlert(alertId);
    const QVariant shown = current.data(items::AlertListModel::ServerIdRole);
    if (exact < 0 && server != fleet::noServer && shown.isValid() && shown.toUInt() == server)
        return;
    if (server == fleet::noServer && alertId == 0 && current.isValid() && namesNothing(current))
        return; // an exporter's row was chosen here
    m_following = true;
    m_list->setAutoScroll(false); // who selects elsewhere has not scrolled here: the most urgent stays in sight
    const int row = exact >= 0 ? exact : server == fleet::noServer ? -1 : m_model->rowOfServer(server);
    if (row != (current.isValid() ? current.row() : -1)) {
        m_list->setCurrentIndex(row < 0 ? QModelIndex() : m_model->index(row, 0));
        m_chosenHere = false;
    }
    if (row < 0)
        m_list->clearSelection();
    m_list->setAutoScroll(true);
    m_following = false;
}

void AlertPanel::setEmptyText(const QString& text)
{
    m_empty->setPlain(text);
}

/// What somebody points at or has selected must not move away under a new snapshot.
void AlertPanel::hold()
{
    std::vector<items::RowKey> held;
    const QWidget* viewport = m_list->viewport();
    if (viewport->underMouse()) {
        const QModelIndex pointed = m_list->indexAt(viewport->mapFromGlobal(QCursor::pos()));
        if (pointed.isValid())
            held.push_back(m_model->keyAt(pointed.row()));
    }
    const QModelIndex current = m_list->currentIndex();
    if (current.isValid() && (held.empty() || held.front() != m_model->keyAt(current.row())))
        held.push_back(m_model->keyAt(current.row()));
    m_model->setHeld(std::move(held));
}

QString AlertPanel::asText() const
{
    QStringList lines;
    const QModelIndex current = m_list->currentIndex();
    const bool one = current.isValid() && m_list->selectionModel()->isSelected(current);
    for (int row = one ? current.row() : 0; row < (one ? current.row() + 1 : m_model->rowCount()); ++row)
        lines.append(lineOf(textOf(m_model->itemAt(row), m_delegate->moment())));
    return lines.join(QLatin1Char('\n'));
}

void AlertPanel::setAcknowledging(bool taken)
{
    m_acknowledging = taken;
    m_acknowledge->setVisible(taken);
    refresh();
}

void AlertPanel::acknowledge()
{
    const items::AlertItem& item = m_model->itemAt(m_list->currentIndex().row());
    if (item.server == nullptr && item.alert == nullptr) {
        return;
    }
    fleet::Event event = item.server != nullptr ? fleet::acknowledgementOf(*item.server->identity, {}, m_moment.now)
                                                : fleet::acknowledgementOf(*item.alert, {}, m_moment.now);
    if (item.server != nullptr) {
        event.name = item.alert != nullptr ? item.alert->alert.identity->labels.get("alertname") : std::string_view();
    }
    Q_EMIT acknowledged(event);
}

void AlertPanel::copy() const
{
    QGuiApplication::clipboard()->setText(asText());
}

void AlertPanel::onCurrentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    using items::AlertListModel;
    if (previous.isValid()
        && previous.data(AlertListModel::KindRole).toInt() == static_cast<int>(items::AlertItemKind::Ended)
        && !m_following) {
        // After this signal: the model must not drop rows while the view is changing its current one.
        const auto id = previous.data(AlertListModel::AlertIdRole).toULongLong();
        QMetaObject::invokeMethod(
            this,
            [this, id] {
                m_model->markSeen(id);
                refresh();
            },
            Qt::QueuedConnection);
    }
    refresh();
    if (!current.isValid() || m_following)
        return;
    m_chosenHere = true;
    const QVariant server = current.data(AlertListModel::ServerIdRole);
    const bool silent
        = current.data(AlertListModel::KindRole).toInt() == static_cast<int>(items::AlertItemKind::SilentDown);
    Q_EMIT selected(server.isValid() ? server.toUInt() : fleet::noServer,
                    silent ? 0 : current.data(AlertListModel::AlertIdRole).toULongLong());
}

void AlertPanel::refresh()
{
    const auto& counts = m_model->counts();
    setNote(m_exporters ? summaryOf(counts) : QString()); // of nothing known, "none" would be a claim
    m_seen->setEnabled(counts.ended > 0);
    const QModelIndex current = m_list->currentIndex();
    m_acknowledge->setEnabled(m_acknowledging && current.isValid() && isOpen(current));
    m_copy->setEnabled(m_model->rowCount() > 0);
    auto* stack = qobject_cast<QStackedLayout*>(m_list->parentWidget()->layout());
    stack->setCurrentWidget(m_model->rowCount() > 0 ? static_cast<QWidget*>(m_list) : m_empty);
}

} // namespace checkwatch::alerts
