#pragma once

#include <QWidget>

class QLineEdit;

namespace checkwatch::workstation {

/// What the window shows while it watches nothing: the three ways to begin. GUI thread.
class EmptyPage : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyPage(QWidget* parent = nullptr);

    void focusAddress();

Q_SIGNALS:
    void demoRequested();
    /// As typed: host:port or a URL; checked by whoever takes it.
    void exporterRequested(QString address);
    void openRequested();

private:
    void add();

    QLineEdit* m_address;
};

} // namespace checkwatch::workstation
