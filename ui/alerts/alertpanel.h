#pragma once

#include "models/items/alertlistmodel.h"
#include "ui/alerts/alerttext.h"
#include "ui/common/panel.h"

class QAction;
class QListView;

namespace checkwatch::common {
class PlainLabel;
}

namespace checkwatch::alerts {

class AlertDelegate;

/// The alert panel: what is DOWN without an alert first, then alerts, exporters that do not answer, and what ended and was
/// not looked at. Selecting a row selects its server everywhere; an ended row counts as looked at once it was selected and
/// left. The top of the list stays in sight unless somebody scrolls or chooses a row here. GUI thread.
class AlertPanel : public common::Panel
{
    Q_OBJECT

public:
    explicit AlertPanel(QWidget* parent = nullptr);

    void setSnapshot(const fleet::SnapshotPtr& snapshot);
    /// Ages count on; called about once a second.
    void setMoment(base::Timestamp now, common::Zone zone);
    /// Follows a selection made elsewhere: the alert's row, or else the server's most urgent one, or none.
    void select(fleet::ServerId server, qulonglong alertId);
    /// Said while there is no row.
    void setEmptyText(const QString& text);

    /// The selected rows, or all where none is selected, one line each.
    [[nodiscard]] QString asText() const;
    [[nodiscard]] QAction* copyAction() const { return m_copy; }
    [[nodiscard]] QAction* seenAction() const { return m_seen; }
    /// "I am on it", of the selected row; not where nobody takes it.
    [[nodiscard]] QAction* acknowledgeAction() const { return m_acknowledge; }
    void setAcknowledging(bool taken);
    [[nodiscard]] items::AlertListModel& model() { return *m_model; }
    [[nodiscard]] QListView* list() const { return m_list; }

Q_SIGNALS:
    /// A row was chosen: its server, or noServer where it names none; its alert's id, or 0 where there is none.
    void selected(checkwatch::fleet::ServerId server, qulonglong alertId);
    /// The selected row is acknowledged: fleet::EventKind::Acknowledged, without by whom.
    void acknowledged(const checkwatch::fleet::Event& event);

private:
    void onCurrentChanged(const QModelIndex& current, const QModelIndex& previous);
    void hold();
    void takeSnapshot(const fleet::SnapshotPtr& snapshot);
    void copy() const;
    void acknowledge();
    void refresh();

    items::AlertListModel* m_model; ///< a child
    AlertDelegate* m_delegate;      ///< a child
    QListView* m_list;
    common::PlainLabel* m_empty;
    QAction* m_copy;
    QAction* m_seen;
    QAction* m_acknowledge;
    bool m_acknowledging = false;
    AlertMoment m_moment;
    bool m_exporters = false;  ///< there are some, so that something is known
    bool m_following = false;  ///< a selection from elsewhere is being taken over
    bool m_chosenHere = false; ///< the current row was chosen in this list
};

} // namespace checkwatch::alerts
