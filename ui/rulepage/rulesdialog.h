#pragma once

#include "models/session/session.h"

#include <QDialog>

namespace checkwatch::common {
class Panel;
}

namespace checkwatch::rulepage {

class RuleTable;
class VerdictView;

/// All rules: state, health, whether each can fire here, and why not. Not modal; deletes itself when closed. GUI thread.
class RulesDialog : public QDialog
{
    Q_OBJECT

public:
    /// Does not take ownership of the session; null, or one that ends, leaves the list as it is.
    explicit RulesDialog(session::Session* session, QWidget* parent = nullptr);

    void setSession(session::Session* session);
    [[nodiscard]] RuleTable* table() const { return m_table; }

private:
    void takeSnapshot(const fleet::SnapshotPtr& snapshot);

    QMetaObject::Connection m_snapshots;
    common::Panel* m_list;
    RuleTable* m_table;
    common::Panel* m_details;
    VerdictView* m_verdict;
};

} // namespace checkwatch::rulepage
