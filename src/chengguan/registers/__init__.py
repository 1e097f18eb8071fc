"""登记名录: devices of electronic monitoring (行政处罚法 第四十一条) and, later, hauliers, vehicles and sites."""
