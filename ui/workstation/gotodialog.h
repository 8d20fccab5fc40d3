#pragma once

#include "models/fleet/snapshot.h"
#include "ui/common/exporternames.h"

#include <QDialog>

class QLineEdit;
class QListWidget;

namespace checkwatch::workstation {

/// "Go to server": part of a name, Enter. GUI thread.
class GotoDialog : public QDialog
{
    Q_OBJECT

public:
    GotoDialog(fleet::SnapshotPtr snapshot, QWidget* parent);

Q_SIGNALS:
    void serverChosen(checkwatch::fleet::ServerId server);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill(const QString& part);
    void choose();

    fleet::SnapshotPtr m_snapshot;
    common::ExporterNames m_names;
    QLineEdit* m_text;
    QListWidget* m_list;
};

} // namespace checkwatch::workstation
